"""Which column of a file is which fact: the names school systems export, and what a person mapped once.

Contacts may stand in columns of the pupil's row: their targets carry a number, contact_1_name, contact_2_mobile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstbell.exchange.kinds import Kind
from firstbell.exchange.targets import CONTACT_FACTS, NEEDED, TARGETS

MOST_CONTACTS = 6
_NUMBERED = re.compile(r"^(?:primary\s+)?(?:contact|guardian|parent|carer)\s*(\d)\s+(.+)$")


@dataclass(frozen=True)
class Recognised:
    """target by column; unknown: columns that nobody has explained yet; missing: what the kind cannot do without."""

    targets: dict[str, str]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return not self.unknown and not self.missing


def plain(name: str) -> str:
    """A column name without case, punctuation or the joins of CamelCase."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r"[^a-z0-9]+", " ", spaced.lower()).strip()


def known_words(kind: Kind) -> frozenset[str]:
    """Every plain column name of a kind, for finding a header below title rows."""
    return frozenset(word for target in TARGETS[kind] for word in target.words)


def recognise(columns: Iterable[str], kind: Kind, *, remembered: Mapping[str, str] = {}) -> Recognised:
    """Return the target of each column; one target is never given twice.

    remembered: targets by plain column name, as a person mapped them before; '' where they chose to leave it out.
    """
    by_word = {word: target.name for target in reversed(TARGETS[kind]) for word in target.words}
    found: dict[str, str] = {}
    unknown: list[str] = []
    for column in columns:
        words = plain(column)
        numbered = _numbered_contact(words) if kind is Kind.PUPILS else ""
        target = remembered[words] if words in remembered else numbered or by_word.get(words, "")
        if target and target not in found.values():
            found[column] = target
        elif words not in remembered:
            unknown.append(column)
    return Recognised(found, tuple(unknown), missing(kind, found.values()))


def missing(kind: Kind, targets: Iterable[str]) -> tuple[str, ...]:
    """Return what no column gives although the kind needs it, in words: “Whole name or Legal last name”."""
    given, labels = set(targets), {target.name: target.label for target in TARGETS[kind]}
    return tuple(" or ".join(labels[name] for name in group) for group in NEEDED[kind] if given.isdisjoint(group))


def choices(kind: Kind) -> list[tuple[str, str]]:
    """Return every target a column of this kind may be mapped to, as (name, label)."""
    listed = [(target.name, target.label) for target in TARGETS[kind]]
    if kind is Kind.PUPILS:
        listed += [
            (f"contact_{number}_{fact.name}", f"Contact {number}: {fact.label}")
            for number in range(1, MOST_CONTACTS + 1)
            for fact in CONTACT_FACTS
        ]
    return listed


def label(kind: Kind, target: str) -> str:
    return dict(choices(kind)).get(target, target)


def _numbered_contact(words: str) -> str:
    """'contact 2 mobile' or 'primary guardian 1 full name' as contact_2_mobile, contact_1_name; else nothing."""
    match = _NUMBERED.match(words)
    if match is None or not 1 <= int(match[1]) <= MOST_CONTACTS:
        return ""
    fact = next((fact.name for fact in CONTACT_FACTS if match[2] in fact.words), "")
    return f"contact_{match[1]}_{fact}" if fact else ""
