"""The migrations and the models say the same."""

from webapp import schema


def test_the_migrated_database_has_no_drift_from_the_models(app):
    assert not schema.drift(), schema.drift()


def test_every_table_is_strict(app):
    loose = [model.__name__ for model in schema.all_models() if not model._meta.strict_tables]
    assert not loose
