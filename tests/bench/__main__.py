"""`make bench`: every measurement."""

from tests.bench import (
    calls,
    claiming,
    composing,
    growth,
    looking_back,
    pages,
    reviewing,
    sending,
    warm_start,
)

if __name__ == "__main__":
    calls.run()
    pages.run()
    growth.run()
    looking_back.run()
    composing.run()
    sending.run()
    claiming.run()
    reviewing.run()
    warm_start.run()
