"""Every page with longer strings: it still fits, and nothing was forgotten that a translator must see."""

import pytest
from crawling import EVERYONE, tour
from measuring import NARROW
from pseudo import CLOSE, OPEN, pretend
from running import Site
from translating import faults_of_words, forgotten, sign_in

from webapp.formatting import PATTERNS


@pytest.fixture(scope="module")
def site(tmp_path_factory, pretended):
    """The installation in the pretended language."""
    with Site(tmp_path_factory.mktemp("pseudo"), **pretended) as running:
        running.sign_in = lambda page, who: sign_in(running, page, who)
        yield running


@pytest.mark.parametrize("who", EVERYONE)
def test_longer_words_fit_and_none_was_forgotten(site, phone, who):
    page, faults = phone(), []
    page.set_viewport_size(NARROW)
    for _rule in tour(site, page, who):
        faults += faults_of_words(page)
    assert not faults, "\n".join(faults)


def test_it_notices_what_was_forgotten():
    assert forgotten(f"{OPEN}Sávéd{CLOSE}\0Tue, May 5\0Jo Rivera\0") == []
    assert forgotten(f"{OPEN}Sávéd{CLOSE}\0Nothing here yet\0") == ["Nothing here yet"]
    assert forgotten(f"{OPEN}in {CLOSE}days") == ["days"]


def test_the_pretended_language_keeps_what_a_program_fills_in():
    assert "%(name)s" in pretend("Hello %(name)s, how are you?")
    assert len(pretend("Hello there, how are you?")) > 1.4 * len("Hello there, how are you?")
    assert [pretend(str(one)) for one in PATTERNS.values()] == [str(one) for one in PATTERNS.values()]
