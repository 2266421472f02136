"""The questionnaires that may be asked: data files, read and checked once when the program starts.

A file's name is the instrument's slug, its folder the language of its text. The text is verbatim and never translated
here: where there is no official text in a language, there is no file.
"""

from pathlib import Path

from webapp.assessments.instrument import Instrument
from webapp.assessments.instrument_files import InstrumentError, read_instrument

FOLDER = Path(__file__).with_name("library")
FIRST_LANGUAGE = "en"


def load_library(folder: Path) -> dict[str, dict[str, Instrument]]:
    """Every language's instruments by slug."""
    languages = {
        place.name: {path.stem: read_instrument(path) for path in sorted(place.glob("*.toml"))}
        for place in sorted(path for path in folder.iterdir() if path.is_dir())
    }
    for instruments in languages.values():
        for one in instruments.values():
            if one.longer and one.longer[1] not in instruments:
                raise InstrumentError(f"{one.slug}.toml: longer: there is no {one.longer[1]}")
            if one.longer and instruments[one.longer[1]].assigned_only:
                raise InstrumentError(
                    f"{one.slug}.toml: longer: {one.longer[1]} is for a clinician to choose"
                )
    return languages


LIBRARY = load_library(FOLDER)


def find_instrument(slug: str, language: str = FIRST_LANGUAGE) -> Instrument | None:
    """The official text in that language, else in the first one: never a translation of our own."""
    return LIBRARY.get(language, {}).get(slug) or LIBRARY[FIRST_LANGUAGE].get(slug)


def all_instruments() -> list[Instrument]:
    return list(LIBRARY[FIRST_LANGUAGE].values())
