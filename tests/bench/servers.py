"""Which WSGI server: the same app and load on each (docs/decisions/0003-web-server.md keeps the answer)."""

from tests.bench.load import measure
from tests.bench.rounds import unless_short
from tests.bench.site import SERVERS, data_folder, serving, sign_in

WARM, SECONDS = unless_short((2, 6), (0.1, 0.2))


def run() -> None:
    with data_folder() as (_folder, environment):
        for server in SERVERS:
            with serving(server, "webapp", environment) as port:
                cookie = sign_in(port)
                measure(port, "/", cookie, seconds=WARM)
                figures = measure(port, "/", cookie, seconds=SECONDS)
            print(f"{server:10} {figures}")


if __name__ == "__main__":
    run()
