"""The README keeps up: it names every package, every setting and every make target that it tells of."""

import re
from pathlib import Path

import pytest
from test_floors import FILES, package_of

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PACKAGES = sorted({package_of(file) for file in FILES})


@pytest.mark.parametrize("package", PACKAGES)
def test_the_map_names_every_package(package):
    assert re.search(rf"\b{re.escape(package)}(/|\.py)", README)


def test_it_names_every_setting_that_the_environment_gives():
    settings = set(re.findall(r'environ(?:\.get)?[\[(]"([A-Z_]+)"', (ROOT / "config.py").read_text()))
    assert settings
    assert not [name for name in settings if f"`{name}`" not in README]


def test_its_make_targets_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z-]+)", README)) <= targets


def test_its_links_and_pictures_exist():
    links = re.findall(r"\]\(((?!http)[^)#]+)\)", README)
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


def test_every_decision_says_context_decision_and_consequences():
    for file in (ROOT / "docs" / "decisions").glob("*.md"):
        text = file.read_text()
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), file.name
