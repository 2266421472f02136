"""`make bench`: every measurement, or those that are named (`make bench ARGS="claiming sending"`)."""

import sys

from tests.bench import (
    calls,
    claiming,
    composing,
    growth,
    looking_back,
    pages,
    reviewing,
    sending,
    servers,
    warm_start,
)

USUAL = (
    calls,
    pages,
    growth,
    looking_back,
    composing,
    sending,
    claiming,
    reviewing,
    warm_start,
)
BY_NAME = {one.__name__.rpartition(".")[2]: one for one in (*USUAL, servers)}

if __name__ == "__main__":
    for one in [BY_NAME[name] for name in sys.argv[1:]] or USUAL:
        one.run()
