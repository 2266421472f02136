"""`start` as a person would run it: everything from nothing, one Ctrl-C (or a kill) and all of it is gone."""

import os
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from ports import free_port

pytestmark = pytest.mark.real_clock


class Installation:
    """A fresh DATA_DIR and port."""

    def __init__(self, folder, **environment):
        self.port = free_port()
        given = {
            "DATA_DIR": str(folder / "data"),
            "PORT": str(self.port),
            "LOG_LEVEL": "warning",
            **environment,
        }
        self.environment = {**os.environ, **given}
        self.output = folder / "output"

    def start(self):
        command = [sys.executable, "-m", "flask", "--app", "webapp", "start"]
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )
        wait_until(self.answers, 40)

    def answers(self):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/up", timeout=2).status == 200
        except OSError:
            return False


def wait_until(condition, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def installation(tmp_path):
    one = Installation(tmp_path, DEMO_PASSWORD="open sesame open sesame")
    yield one
    if one.process.poll() is None:
        one.process.terminate()
        one.process.wait(25)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_starts_from_nothing_and_stops_whole(installation, how):
    installation.start()
    installation.process.send_signal(how)
    status = installation.process.wait(25)
    wait_until(lambda: not installation.answers(), 25)
    assert status == (-how if how == signal.SIGKILL else 0)


def test_it_prints_the_accounts_keeps_its_secrets_to_itself_and_keeps_what_is_there(installation):
    installation.start()
    said = installation.output.read_text()
    for account in ("participant", "guest", "clinician", "coordinator"):
        assert f"{account}@demo.example" in said
    assert f"http://127.0.0.1:{installation.port}" in said
    secrets = Path(installation.environment["DATA_DIR"]) / "secrets.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    before = secrets.read_text()
    installation.process.terminate()
    installation.process.wait(25)
    installation.start()
    assert secrets.read_text() == before
    assert "Password for all" not in installation.output.read_text()


def test_an_empty_installation_says_how_to_begin(tmp_path):
    one = Installation(tmp_path, DEMO="0")
    one.start()
    one.process.terminate()
    one.process.wait(25)
    assert "add-staff" in one.output.read_text()


def test_master_keys_that_do_not_fit_are_refused_with_one_clear_line(installation):
    installation.start()
    installation.process.terminate()
    installation.process.wait(25)
    installation.environment["MASTER_KEYS"] = "first:" + "A" * 43
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "webapp", "start"],
        env=installation.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "MASTER_KEYS" in done.stderr
    assert "Traceback" not in done.stderr
