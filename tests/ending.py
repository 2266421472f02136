"""What should end does so within its time, or the test says what did not: no test waits for ever."""

import subprocess
import threading
import time

WITHIN = 120  # seconds, on a machine that is busy with other things


def joined(*threads: threading.Thread, seconds: float = WITHIN) -> None:
    """Wait for their end. Let them be daemons, or one that hangs keeps Python from its own."""
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
        assert not thread.is_alive(), f"{thread.name} did not end within {seconds} seconds"


def killed(*processes: subprocess.Popen) -> None:
    """`kill -9`; one that has ended already stays as it is."""
    for process in processes:
        process.kill()
    for process in processes:
        process.wait(WITHIN)
