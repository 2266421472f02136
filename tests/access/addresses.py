"""Every rule of the URL map, and addresses of it that are about somebody."""

from records import record_for

from webapp.database import new_id

RECORDS = ("record", "program record")


def rules(app):
    return [
        (rule, method, app.view_functions[rule.endpoint].guard)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD"})
    ]


def ask(client, method, url):
    return client.get(url) if method == "GET" else client.send(url)


def url_of(app, rule, guard, stay):
    arguments = {name: new_id() for name in rule.arguments}
    if "slug" in arguments:
        is_lesson = rule.endpoint.startswith("workshops.")
        arguments["slug"] = "sleep-in-recovery" if is_lesson else "longer-out-breathing"
    if guard.kind in RECORDS:
        arguments["record_id"] = record_for(rule, guard, stay).id
    return address(app, rule, arguments)


def address(app, rule, arguments):
    return app.url_map.bind("localhost").build(rule.endpoint, arguments)
