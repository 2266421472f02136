"""Help now as plain files: there before anything can go wrong."""

import stat

from webapp import serving
from webapp.formatting import static_version
from webapp.helplines.copying import PAGE, write_copy


def readable(file) -> bool:
    return bool(file.stat().st_mode & stat.S_IROTH) and bool(file.parent.stat().st_mode & stat.S_IXOTH)


def test_it_is_the_page_with_the_files_that_it_names(app, client, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "HELP_COPY", tmp_path / "help")
    (tmp_path / "help" / "static" / "an-older-one").mkdir(parents=True)
    write_copy(app)
    page = tmp_path / "help" / PAGE
    stylesheet = tmp_path / "help" / "static" / static_version() / "css" / "base.css"
    assert page.read_text() == client.get("/help-now").text
    assert readable(page) and readable(stylesheet)
    assert [one.name for one in (tmp_path / "help" / "static").iterdir()] == [static_version()]


def test_where_it_cannot_be_written_the_start_goes_on(app, tmp_path, monkeypatch):
    (tmp_path / "a file").touch()
    monkeypatch.setitem(app.config, "HELP_COPY", tmp_path / "a file" / "help")
    write_copy(app)


def test_a_start_with_keys_that_do_not_fit_leaves_it_behind(app, tmp_path, monkeypatch):
    def does_not_fit(*_any):
        raise serving.CannotStart("MASTER_KEYS do not fit this database")

    monkeypatch.setitem(app.config, "HELP_COPY", tmp_path)
    monkeypatch.setattr(serving, "prepare", does_not_fit)
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["web"])
    assert result.exit_code == 1 and "MASTER_KEYS do not fit" in result.output
    assert "tel:988" in (tmp_path / PAGE).read_text()
