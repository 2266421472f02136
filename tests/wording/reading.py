"""How hard a text is to read: the Flesch-Kincaid grade, with syllables counted by the sound of the vowels."""

import re

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
SENTENCE_END = re.compile(r"[.!?:;…]+(?:\s|$)|\n")
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
VOWELS = re.compile(r"[aeiouy]+")
SILENT_E = re.compile(r"(?<![aeiouyl])e$|[^aeiouytdszxcgh]e[ds]$|[^aeiouysc]hes$|[aeiouy][^td]es$")


def syllables(word: str) -> int:
    word = word.lower().replace("’", "'").split("'")[0]
    return max(1, len(VOWELS.findall(word)) - bool(SILENT_E.search(word)))


def words_of(text: str) -> list[str]:
    return WORD.findall(PLACEHOLDER.sub("it", text))


def grade(text: str) -> float:
    """The years of school that a text asks for."""
    words = words_of(text)
    sentences = [part for part in SENTENCE_END.split(PLACEHOLDER.sub("it", text)) if WORD.search(part)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
