"""The page of all components: for who builds pages, and nowhere else."""

import re
from pathlib import Path

import pytest

from webapp import create_app, database

TEMPLATES = Path(__file__).parents[2] / "templates"
GALLERY = (TEMPLATES / "development" / "components.html").read_text()
# Macros that only serve others, which show them.
INNER = {"classes", "described_by", "drawn", "error", "group_id", "group_open", "hint", "optional_word"}
MACRO = re.compile(r"\{%-? macro (\w+)\(")


@pytest.fixture
def developing(app):
    """The same installation with DEVELOPMENT=1."""
    database.disconnect()
    return create_app({**app.config, "DEVELOPMENT": True}).test_client()


def test_it_does_not_exist_otherwise(client, client_of, cast):
    assert client.get("/components").status_code == 404
    assert client_of(cast.kim).get("/components").status_code == 404


@pytest.mark.parametrize("look", ["", "?theme=light", "?theme=dark", "?direction=rtl", "?theme=x"])
def test_it_shows_them_while_developing(developing, look):
    page = developing.get(f"/components{look}")
    assert page.status_code == 200
    assert ('data-theme="dark"' in page.text) == (look == "?theme=dark")
    assert ('dir="rtl"' in page.text) == (look == "?direction=rtl")
    assert "Please write something here." in page.text


def test_it_shows_every_macro():
    names = {
        name for file in (TEMPLATES / "components").glob("*.html") for name in MACRO.findall(file.read_text())
    }
    assert names > INNER
    assert [name for name in sorted(names - INNER) if not re.search(rf"\b{name}\(", GALLERY)] == []
