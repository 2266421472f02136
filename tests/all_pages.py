"""Everything that a person can ask for, and everything that the database holds: to search both for a word."""

from webapp import database


def pages_of(app, visitor, ids):
    """Every page that can be asked for, with every id that could tell something."""
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods:
            continue
        variants = [{name: known for name in rule.arguments} for known in ids] if rule.arguments else [{}]
        for arguments in variants:
            url = app.url_map.bind("localhost").build(rule.endpoint, arguments)
            yield url, visitor.get(url)


def stored_bytes(backend) -> bytes:
    """SQLite's file and its log; of PostgreSQL every value of every table."""
    if backend.server is None:
        files = sorted(backend.folder.glob(f"{backend.made}.db*"))
        assert any(file.name.endswith("-wal") for file in files)
        return b"".join(file.read_bytes() for file in files)
    tables = [table for table in database.db.get_tables() if table != "migration_history"]
    rows = (database.db.execute_sql(f'SELECT * FROM "{table}"').fetchall() for table in tables)  # noqa: S608
    return b"\0".join(_bytes(value) for table in rows for row in table for value in row)


def _bytes(value) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
