"""`make bench`: every measurement."""

from tests.bench import today

if __name__ == "__main__":
    today.run()
