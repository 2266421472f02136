"""`make bench`: every measurement."""

from tests.bench import calls, pages, warm_start

if __name__ == "__main__":
    calls.run()
    pages.run()
    warm_start.run()
