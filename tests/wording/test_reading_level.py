"""What Waymark says can be read in sixth grade: every string of the interface, every exercise and every lesson."""

from collections.abc import Iterator

import frontmatter
import pytest
from interface_strings import ROOT, interface_strings
from reading import grade, syllables, words_of

GRADE = 6
FEWEST_WORDS = 8  # for fewer the measure says nothing: one long word would make a label unreadable
CONTENTS = {
    f"{package}/{file.stem}": file
    for package in ("exercises", "workshops")
    for file in sorted((ROOT / "webapp" / package / "library" / "en").glob("*.md"))
}
# Words for the app and not for a person, by their place in the front matter; all others are read.
NOT_READ = {"key", "type", "id", "category", "kind", "source", "feeling", "cautions", "helps", "move", "pose"}
# Strings that may be harder, each with its reason. The federal notice is not among them: it is not translated at all.
HARDER: dict[str, str] = {}


def test_the_interface():
    strings = texts_of_interface()
    assert len(strings) > 500
    assert set(HARDER) <= strings, "a listed exception is gone"
    hard = {one: round(grade(one), 1) for one in strings - set(HARDER) if is_hard(one)}
    assert not hard, hard


@pytest.mark.parametrize("name", CONTENTS)
def test_an_exercise_or_a_lesson(name):
    texts = texts_of(CONTENTS[name])
    assert not {one: round(grade(one), 1) for one in texts if is_hard(one)}
    assert grade("\n".join(texts)) <= GRADE


def texts_of_interface() -> set[str]:
    return {form for one in interface_strings() for form in ([one] if isinstance(one, str) else one)}


def texts_of(file) -> list[str]:
    """The texts of an exercise or a lesson that a person reads."""
    content = frontmatter.load(file)
    return [*shown_in(content.metadata), *content.content.split("\n\n")]


def is_hard(text: str) -> bool:
    return len(words_of(text)) >= FEWEST_WORDS and round(grade(text)) > GRADE


def shown_in(value, key=None) -> Iterator[str]:
    """The texts in the front matter that a person reads."""
    if isinstance(value, str) and key not in NOT_READ:
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from shown_in(each, key)
    elif isinstance(value, dict):
        for inner, each in value.items():
            yield from shown_in(each, inner)


@pytest.mark.parametrize(
    ("word", "count"),
    [("a", 1), ("breathe", 1), ("times", 1), ("slowly", 2), ("little", 2), ("reminders", 3), ("called", 1),
     ("wanted", 2), ("private", 2), ("breaths", 1), ("participant", 4), ("don't", 1), ("watches", 2)],
)  # fmt: skip
def test_it_counts_syllables(word, count):
    assert syllables(word) == count


def test_every_word_of_an_exercise_that_a_person_reads_is_looked_at():
    metadata = {
        "kind": "Steps",
        "steps": [{"text": "One", "pick": {"options": ["Two", "Three"]}}],
        "new": "Four",
    }
    assert list(shown_in(metadata)) == ["One", "Two", "Three", "Four"]


def test_it_tells_hard_from_easy():
    assert grade("The cat sat on the mat. It was warm.") < 2
    assert (
        grade("Notwithstanding the aforementioned stipulations, participation necessitates authorization.")
        > 12
    )
    assert is_hard(
        "Unauthorized redisclosure of participant information is prohibited by federal regulations."
    )
