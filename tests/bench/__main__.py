"""`make bench`: every measurement."""

from tests.bench import today, warm_start

if __name__ == "__main__":
    today.run()
    warm_start.run()
