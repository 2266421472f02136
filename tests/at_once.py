"""Several at the same moment."""

import threading

from ending import WITHIN, joined

from webapp import database
from webapp.database import writing


def at_once(*jobs, refusals: tuple = ()) -> list:
    """Each job in a thread and a transaction of its own, all let go together; what they gave, or how refused."""
    gate, results = threading.Barrier(len(jobs), timeout=WITHIN), [None] * len(jobs)

    def run(number, job):
        with database.connection():
            gate.wait()
            try:
                with writing():
                    results[number] = job()
            except refusals as refused:
                results[number] = refused

    threads = [threading.Thread(target=run, args=one, daemon=True) for one in enumerate(jobs)]
    for thread in threads:
        thread.start()
    joined(*threads)
    return results
