"""How hard Waymark's own words are to read: `make grades` prints the figures of docs/performance.md."""

import datetime as dt
from statistics import mean

from reading import grade, words_of
from test_reading_level import CONTENTS, FEWEST_WORDS, GRADE, texts_of, texts_of_interface


def print_table() -> None:
    print(f"Flesch-Kincaid grade of every text of {FEWEST_WORDS} words or more, {dt.date.today()}\n")
    print(f"| what | texts | mean | worst | above {GRADE} | aim |\n|---|--:|--:|--:|--:|--:|")
    kinds = {"interface": texts_of_interface()}
    for name, package in (("exercises", "exercises"), ("lessons", "workshops")):
        files = (file for key, file in CONTENTS.items() if key.startswith(f"{package}/"))
        kinds[name] = {text for file in files for text in texts_of(file)}
    for name, texts in kinds.items():
        grades = [grade(text) for text in texts if len(words_of(text)) >= FEWEST_WORDS]
        above = sum(one > GRADE for one in grades) / len(grades)
        print(
            f"| {name} | {len(grades):,} | {mean(grades):.1f} | {max(grades):.1f} | {above:.1%} | {GRADE} |"
        )


if __name__ == "__main__":
    print_table()
