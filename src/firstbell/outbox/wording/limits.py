"""What words to families must keep to, counted: `faults` says what is wrong in a file and how to mend it.

U-15: at most 150 words, no sentence over 20, at most 12 on average. The English also has a reading age: the
Flesch-Kincaid grade, which is a school year, plus five; at most 9. Syllables are counted as groups of vowels, without
a silent e at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from firstbell.outbox.wording import CONFIRMED, ENGLISH, Language, load, placeholders

MOST_WORDS, LONGEST_SENTENCE, MEAN_SENTENCE, OLDEST_READER = 150, 20, 12, 9
UNCONFIRMED = "to be confirmed by a speaker"
# Where a sentence ends, in every script we write: Latin, Arabic, Urdu, Gurmukhi and Bengali.
ENDS = re.compile(r"[.?!:؟۔।]+(?:\s|$)|\n")
SAMPLES: Mapping[str, str] = {
    "provision": "Alder Yard",
    "name": "Kacey",
    "link": "https://register.example.org/r/abcdefghijklmnopqrstuv/",
    "phone": "01632 960100",
    "time": "10:15",
    "left": "4",
    "praise": "Kacey came to every session for a whole week.",
}


def faults(language: Language) -> Iterator[str]:
    """Yield what is wrong with a file, in words."""
    english = load(ENGLISH).words
    if language.direction not in ("ltr", "rtl"):
        yield f"{language.code}: direction is {language.direction!r}. Write ltr or rtl."
    if language.status not in (CONFIRMED, UNCONFIRMED):
        yield f"{language.code}: status is {language.status!r}. Write {UNCONFIRMED!r} or {CONFIRMED!r}."
    for key in english.keys() - language.words.keys():
        yield f"{language.code}: {key} is missing. Add it."
    for key in language.words.keys() - english.keys():
        yield f"{language.code}: {key} is not in the English file. Take it out, or add it there."
    for key, text in language.words.items():
        yield from (f"{language.code}, {key}: {fault}" for fault in _faults_of(text, english.get(key, text)))


def _faults_of(text: str, english: str) -> Iterator[str]:
    try:
        named = placeholders(text)
    except ValueError:
        yield "a brace does not close. Write {name}."
        return
    if named != placeholders(english):
        yield f"it names {sorted(named)} in braces, the English {sorted(placeholders(english))}. Make them the same."
        return
    if unknown := named - SAMPLES.keys():
        yield f"nothing fills in {sorted(unknown)}. Use one of {sorted(SAMPLES)}."
        return
    lengths = [len(sentence.split()) for sentence in sentences(text)]
    if sum(lengths) > MOST_WORDS:
        yield f"{sum(lengths)} words. Use at most {MOST_WORDS}."
    if max(lengths, default=0) > LONGEST_SENTENCE:
        yield f"a sentence of {max(lengths)} words. Use at most {LONGEST_SENTENCE}."
    if lengths and sum(lengths) / len(lengths) > MEAN_SENTENCE:
        yield f"sentences of {sum(lengths) / len(lengths):.0f} words on average. Use at most {MEAN_SENTENCE}."


def sentences(text: str) -> list[str]:
    """Return the sentences of words with their placeholders filled in; an address or a number is none."""
    filled = text.format_map(SAMPLES)
    return [each.strip() for each in ENDS.split(filled) if re.search(r"[^\W\d_]", each) and "://" not in each]


def reading_age(texts: list[str]) -> float:
    """Return the age of a reader who follows these English texts: the Flesch-Kincaid grade plus five."""
    said = [sentence for text in texts for sentence in sentences(text)]
    words = [word for sentence in said for word in re.findall(r"[A-Za-z’']+", sentence)]
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / len(said) + 11.8 * syllables / len(words) - 15.59 + 5


def _syllables(word: str) -> int:
    plain = re.sub(r"[^a-z]", "", word.lower())
    if len(plain) > 2 and plain.endswith("e") and not plain.endswith("le"):
        plain = plain[:-1]
    return max(1, len(re.findall(r"[aeiouy]+", plain)))
