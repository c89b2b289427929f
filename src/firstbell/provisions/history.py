"""The journal of one thing in plain words: who did what, and what was there before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from firstbell import journal
from firstbell.domain.school_time import long_date
from firstbell.journal.verbs import VERBS

# Facts that only name what the entry is about; the sentence says them.
NAMES = ("name", "contact", "commissioner", "link_person", "site", "group", "term", "pupil")
WORDS = {"upn": "UPN", "urn": "URN", "email": "e-mail", "on": "day"}
KINDS = ("provision", "site", "group", "session-time", "term", "closed-day", "policy", "pupil", "contact")
KINDS += ("commissioner", "school-term", "school-closure", "school-calendar", "link-person")
KINDS += ("placement", "timetable", "day-change", "notice", "access", "account")
ELSEWHERE = ("contact.attempted", "pupil.signed-out", "pupil.signed-in")
CHANGES = [verb for verb in VERBS if verb.split(".")[0] in KINDS and verb not in ELSEWHERE]
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Told:
    """One act for a page. `details` are sentences such as “Travel: Taxi, before it was Public transport”."""

    at: datetime
    who: str
    sentence: str
    details: tuple[str, ...]


def history(about: str, provision_id: int) -> list[Told]:
    """Return what was changed about one thing, newest first. about: as the journal keeps it, `pupil:12`.

    What happened at registers and in following up stands on other pages.
    """
    return [
        Told(entry.at, entry.who, _sentence(entry.words, entry.facts), tuple(_details(entry.facts)))
        for entry in journal.history(about, provision_id=provision_id, verbs=CHANGES)
    ]


def _sentence(words: str, facts: dict[str, Any]) -> str:
    named = next((facts[name] for name in NAMES[1:] if isinstance(facts.get(name), str)), "")
    return f"{words}: {named}" if named else words


def _details(facts: dict[str, Any]) -> Iterable[str]:
    for name, value in facts.items():
        if name == "changed":
            for field, (before, after) in sorted(value.items()):
                yield f"{_label(field)}: {_shown(after) or 'now empty'}, before it was {_shown(before) or 'empty'}"
        elif name == "facts":
            for field, words in sorted(value.items()):
                if words and words != "no":
                    yield f"{_label(field)}: {_shown(words)}"
        elif name not in NAMES and not name.endswith("_id") and value not in ("", None, [], False):
            yield f"{_label(name)}: {_shown(value)}"


def _label(field: str) -> str:
    """Born_on reads as Born, parental_responsibility as Parental responsibility."""
    plain = re.sub(r"_(on|time|at)$", "", field)
    words = WORDS.get(plain, plain.replace("_", " "))
    return words[:1].upper() + words[1:]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(each) for each in value)
    if isinstance(value, str) and DAY.fullmatch(value):
        return long_date(date.fromisoformat(value))
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
