"""The words of a journal: what can be rated, felt, met and tried (clinical reference, sections 4.1 to 4.3).

An entry keeps the keys; the words are for people and are translated. A key is never given a new meaning.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

MOODS = {1: _l("Very low"), 2: _l("Low"), 3: _l("Okay"), 4: _l("Good"), 5: _l("Very good")}
ENERGIES = {1: _l("Drained"), 2: _l("Low"), 3: _l("Okay"), 4: _l("Lively"), 5: _l("Wired")}
SLEEP_QUALITIES = {1: _l("Very poor"), 2: _l("Poor"), 3: _l("Okay"), 4: _l("Good"), 5: _l("Very good")}
HELPED = {0: _l("Not at all"), 1: _l("A little"), 2: _l("Some"), 3: _l("Quite a lot"), 4: _l("A lot")}
SLEEP_HOURS_MOST = 16  # in steps of half an hour

# What a check-in can ask. Mood is always asked; a program chooses among the others.
MOOD, CRAVING, ANXIETY, ENERGY, SLEEP = "mood", "craving", "anxiety", "energy", "sleep"
DIMENSIONS = (MOOD, CRAVING, ANXIETY, ENERGY, SLEEP)

# What an entry can begin from. All are skippable, and none starts anything over.
FREE, THOUGHTS, GRATITUDE, DIARY_CARD, SOMETHING_HAPPENED = (
    "free",
    "thoughts",
    "gratitude",
    "diary_card",
    "something_happened",
)
TEMPLATES = (FREE, THOUGHTS, GRATITUDE, DIARY_CARD, SOMETHING_HAPPENED)


@dataclass(frozen=True)
class Group:
    """Some words under one heading, by their keys."""

    name: str
    words: dict[str, str]


EMOTIONS = {
    "glad": Group(
        _l("Glad"),
        {
            "calm": _l("calm"),
            "content": _l("content"),
            "hopeful": _l("hopeful"),
            "proud": _l("proud"),
            "grateful": _l("grateful"),
            "playful": _l("playful"),
            "loved": _l("loved"),
            "interested": _l("interested"),
        },
    ),
    "sad": Group(
        _l("Sad"),
        {
            "down": _l("down"),
            "lonely": _l("lonely"),
            "disappointed": _l("disappointed"),
            "hurt": _l("hurt"),
            "homesick": _l("homesick"),
            "empty": _l("empty"),
            "tired_of_it_all": _l("tired of it all"),
            "grieving": _l("grieving"),
        },
    ),
    "scared": Group(
        _l("Scared"),
        {
            "nervous": _l("nervous"),
            "worried": _l("worried"),
            "panicky": _l("panicky"),
            "overwhelmed": _l("overwhelmed"),
            "insecure": _l("insecure"),
            "on_guard": _l("on guard"),
            "startled": _l("startled"),
            "dread": _l("dread"),
        },
    ),
    "angry": Group(
        _l("Angry"),
        {
            "annoyed": _l("annoyed"),
            "frustrated": _l("frustrated"),
            "resentful": _l("resentful"),
            "jealous": _l("jealous"),
            "bitter": _l("bitter"),
            "furious": _l("furious"),
            "impatient": _l("impatient"),
            "betrayed": _l("betrayed"),
        },
    ),
    "ashamed": Group(
        _l("Ashamed"),
        {
            "embarrassed": _l("embarrassed"),
            "guilty": _l("guilty"),
            "regretful": _l("regretful"),
            "humiliated": _l("humiliated"),
            "not_good_enough": _l("not good enough"),
            "exposed": _l("exposed"),
            "blamed": _l("blamed"),
            "small": _l("small"),
        },
    ),
    "other": Group(
        _l("Other"),
        {
            "bored": _l("bored"),
            "numb": _l("numb"),
            "restless": _l("restless"),
            "confused": _l("confused"),
            "craving": _l("craving"),
            "disgusted": _l("disgusted"),
            "surprised": _l("surprised"),
            "in_between": _l("in between"),
        },
    ),
}

TRIGGERS = {
    "people": Group(
        _l("People"),
        {
            "argument": _l("argument"),
            "alone": _l("alone"),
            "partner": _l("partner"),
            "family": _l("family"),
            "old_friends": _l("old friends who use"),
            "crowd": _l("crowd"),
            "criticism": _l("criticism"),
            "celebration": _l("celebration"),
        },
    ),
    "places": Group(
        _l("Places"),
        {
            "bar_or_store": _l("bar or store"),
            "old_neighborhood": _l("old neighborhood"),
            "work": _l("work"),
            "home": _l("home"),
            "online": _l("online"),
        },
    ),
    "times": Group(
        _l("Times"),
        {
            "payday": _l("payday"),
            "weekend": _l("weekend"),
            "evening": _l("evening"),
            "anniversary": _l("anniversary"),
            "holidays": _l("holidays"),
        },
    ),
    "inside": Group(
        _l("Inside"),
        {
            "hungry": _l("hungry"),
            "angry": _l("angry"),
            "lonely": _l("lonely"),
            "tired": _l("tired"),
            "bored": _l("bored"),
            "pain": _l("pain"),
            "memories": _l("memories"),
            "cannot_sleep": _l("can't sleep"),
            "feeling_too_good": _l("feeling too good"),
        },
    ),
    "things": Group(
        _l("Things"),
        {
            "cash": _l("cash"),
            "phone_contact": _l("a call or text"),
            "media": _l("ads or social media"),
            "paraphernalia": _l("things for using"),
            "prescription": _l("prescription"),
        },
    ),
    "program": Group(
        _l("Program"),
        {
            "hard_session": _l("hard session"),
            "missed_session": _l("missed session"),
            "drug_test": _l("drug test"),
            "step_down": _l("step-down"),
        },
    ),
}


def words_of(groups: dict[str, Group]) -> dict[str, str]:
    """Every word of the groups by its key."""
    return {key: word for group in groups.values() for key, word in group.words.items()}
