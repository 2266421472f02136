"""`make bench`: every measurement."""

from tests.bench import calls, growth, pages, warm_start

if __name__ == "__main__":
    calls.run()
    pages.run()
    growth.run()
    warm_start.run()
