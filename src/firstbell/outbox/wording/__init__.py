"""What families read, in their languages: files with fixed sentences and placeholders, one for each language.

    said = render("text-home", contact.language, {"provision": ..., "link": ..., "phone": ...}, checked)

A translation reaches a family once somebody who reads the language has checked it at this provision
(`notices.queries.checked_languages`); until then, and for a language we have no words in, they get English.
docs/run/wording.md says how a file is written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Formatter
from types import MappingProxyType

FOLDER = Path(__file__).parent
ENGLISH = "en"
CONFIRMED = "confirmed"
NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Language:
    """One file. code: the file's name. called: how contacts' languages are written. words: by key, with placeholders.

    direction: ltr or rtl. status: "confirmed", or "to be confirmed by a speaker".
    """

    code: str
    name: str
    own_name: str
    direction: str
    status: str
    called: tuple[str, ...]
    words: Mapping[str, str]

    @property
    def is_confirmed(self) -> bool:
        return self.status == CONFIRMED

    @property
    def words_hash(self) -> str:
        """Differs as soon as one word does, so that a check speaks of the words that were checked."""
        return sha256(repr(sorted(self.words.items())).encode()).hexdigest()


@dataclass(frozen=True)
class Worded:
    """What a family reads, and the same in English for staff and beneath it.

    language, direction: of `text`. is_confirmed: False where the contact's own language is not confirmed or not ours,
    so that `text` is English instead.
    """

    text: str
    english: str
    language: str
    direction: str
    is_confirmed: bool


def render(key: str, language: str, words: Mapping[str, object], checked: Mapping[str, str] = NOBODY) -> Worded:
    """Return the words of a key, filled in, in the language that may be used.

    language: as it stands with the contact ("Polish", "polski") or a file's code. checked: hash of the words checked at
    this provision, by language code. Raises KeyError for an unknown key or a missing placeholder.
    """
    wanted = language_of(language)
    spoken = spoken_to(language, checked)
    english = load(ENGLISH).words[key].format_map(words)
    text = spoken.words[key].format_map(words)
    return Worded(text, english, spoken.code, spoken.direction, wanted is not None and spoken.code == wanted.code)


def spoken_to(language: str, checked: Mapping[str, str] = NOBODY) -> Language:
    """Return the language a family gets: theirs where it is confirmed or was checked here, else English."""
    wanted = language_of(language)
    return wanted if wanted is not None and may_use(wanted, checked) else load(ENGLISH)


def may_use(language: Language, checked: Mapping[str, str]) -> bool:
    """True where the file says confirmed, or these very words were checked at the provision."""
    return language.is_confirmed or checked.get(language.code) == language.words_hash


def language_of(words: str) -> Language | None:
    """Return the language that a contact's words name, English for none, None for one we have no words in."""
    return _by_name().get(words.strip().casefold() or ENGLISH)


def languages() -> tuple[Language, ...]:
    """Return all languages, English first."""
    codes = sorted(path.stem for path in FOLDER.glob("*.toml"))
    return tuple(load(code) for code in sorted(codes, key=lambda code: (code != ENGLISH, load(code).name)))


@cache
def load(code: str) -> Language:
    """Return the language of a file."""
    return read(FOLDER / f"{code}.toml")


def read(path: Path) -> Language:
    """Read one file. What is wrong with it is found by `limits.faults`."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Language(
        code=path.stem,
        name=data["language"],
        own_name=data["own_name"],
        direction=data["direction"],
        status=data["status"],
        called=tuple(data["called"]),
        words=MappingProxyType({key: text.strip() for key, text in data["words"].items()}),
    )


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces. Raises ValueError for braces that do not close."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@cache
def _by_name() -> dict[str, Language]:
    return {name.casefold(): each for each in languages() for name in (each.code, each.name, *each.called)}
