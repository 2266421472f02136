"""A process that writes journal entries as fast as it is told, and says each id once it is on disk.

    python writer.py STAY TIMES-A-SECOND

Settings are in the environment, as for the app.
"""

import sys
import time

from webapp import create_app, database
from webapp.journals.models import JournalEntry


def write(stay: str, a_second: float) -> None:
    create_app()
    begun, number = time.monotonic(), 0
    with database.connection():
        while True:
            entry = JournalEntry(enrollment=stay, words=f"entry {number}")
            with database.writing():
                entry.save(force_insert=True)
            print(entry.id, time.time(), flush=True)
            number += 1
            time.sleep(max(0.0, begun + number / a_second - time.monotonic()))


if __name__ == "__main__":
    write(sys.argv[1], float(sys.argv[2]))
