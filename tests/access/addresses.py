"""Every rule of the URL map, and addresses of it that are about somebody."""

from collections.abc import Iterator

from records import record_for
from werkzeug.routing import Rule

from webapp.database import new_id

RECORDS = ("record", "program record")
SLUGS = {"workshops": "sleep-in-recovery", "guests": "boundaries"}  # of other parts they name an exercise


def verbs(app) -> Iterator[tuple[Rule, str]]:
    """Each rule with each verb that it answers; HEAD goes with GET."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD"}):
            yield rule, method


def rules(app):
    return [(rule, method, app.view_functions[rule.endpoint].guard) for rule, method in verbs(app)]


def ask(client, method, url):
    return client.get(url) if method == "GET" else client.send(url)


def arguments_of(rule) -> dict:
    """What its address needs: a slug of something that is there, and ids of nothing."""
    slug = SLUGS.get(rule.endpoint.split(".")[0], "longer-out-breathing")
    return {name: slug if name == "slug" else new_id() for name in rule.arguments}


def url_of(app, rule, guard, stay):
    arguments = arguments_of(rule)
    if guard.kind in RECORDS:
        arguments["record_id"] = record_for(rule, guard, stay).id
    return address(app, rule, arguments)


def address(app, rule, arguments):
    return app.url_map.bind("localhost").build(rule.endpoint, arguments)
