"""The search itself: a mark is found in every writing, and nothing else is."""

import os

import pytest
from marks import WRITINGS, Marks


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("before", ["", "I was there and said ", "ñ “", "ab"])
def test_it_is_found_in_every_writing(writing, before):
    marks = Marks()
    mark, other = marks.new("jo", "words"), marks.new("ana", "words")
    data = os.urandom(999) + WRITINGS[writing](f"{before}{mark.word} & so on") + os.urandom(999)
    assert marks.found_in(data) == {mark}
    assert other.word != mark.word


def test_it_is_found_nowhere_else():
    marks = Marks()
    marks.new("jo", "words")
    assert not marks.found_in(os.urandom(200_000)) and not marks.found_in(b"qzwjvx and more")
