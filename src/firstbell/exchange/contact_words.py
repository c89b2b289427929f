"""Contacts in an office's own words: “Mum 07… / Nan …”, “no contact with dad!!”. A person confirms every reading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from firstbell.exchange.values import read_phone

KIN: dict[str, frozenset[str]] = {
    "mum": frozenset({"mum", "mom", "mother", "mam", "mummy"}),
    "dad": frozenset({"dad", "father", "daddy"}),
    "nan": frozenset({"nan", "nana", "gran", "granny", "grandmother", "grandma"}),
    "grandad": frozenset({"grandad", "granddad", "grandfather", "grandpa"}),
    "step-mum": frozenset({"step-mum", "stepmum", "step-mother", "stepmother"}),
    "step-dad": frozenset({"step-dad", "stepdad", "step-father", "stepfather"}),
    "aunt": frozenset({"aunt", "auntie", "aunty"}),
    "uncle": frozenset({"uncle"}),
    "foster carer": frozenset({"foster carer", "carer", "foster mum", "foster dad", "foster parent"}),
    "sister": frozenset({"sister"}),
    "brother": frozenset({"brother"}),
    "social worker": frozenset({"social worker", "sw"}),
}
_KIN_WORDS = sorted({word for words in KIN.values() for word in words}, key=len, reverse=True)
_KIN = re.compile(rf"\b({'|'.join(map(re.escape, _KIN_WORDS))})\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\+|0)[\d ()]{8,}\d")
_TEXT_ONLY = re.compile(r"\btexts?( only| first)?\b", re.IGNORECASE)
_FORBIDS = re.compile(
    r"\b(no|not|never|don'?t|mustn'?t)\b[^.;]{0,40}\b(contact|ring|call|phone|speak|write|text|tell|collect)\b"
    r"|\bnon[- ]?contact\b|\b(court order|restraining order|injunction|prohibited steps)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b(?:guardian|contact|parent|carer)\s*(\d)\b", re.IGNORECASE)


@dataclass(frozen=True)
class SpokenContact:
    """One contact of a cell. number: E.164. name: empty where none is said. text_first: they are to be texted."""

    number: str
    name: str = ""
    relationship: str = ""
    note: str = ""
    text_first: bool = False

    def __str__(self) -> str:
        from firstbell.provisions.phones import shown

        who = ", ".join(part for part in (self.name, self.relationship) if part) or "a contact without a name"
        extra = " (text first)" if self.text_first else f" ({self.note})" if self.note else ""
        return f"{who}: {shown(self.number)}{extra}"


@dataclass(frozen=True)
class SpokenWarning:
    """Words that say whom not to contact. number: “Guardian 2” is 2. kin: the key of KIN that is named."""

    text: str
    number: int = 0
    kin: str = ""


def read_who_to_ring(text: str) -> list[SpokenContact]:
    """Return the contacts of one cell, in their order; empty where it holds no telephone number."""
    parts = re.split(r"\s*(?:/|;|\n|\bor\b|\bthen\b)\s*", text)
    found = []
    for part in parts:
        match = _NUMBER.search(part)
        number = read_phone(match[0]).value if match else None
        if match and number:
            found.append(_spoken(number, (part[: match.start()] + " " + part[match.end() :]).strip()))
    return found


def _spoken(number: str, words: str) -> SpokenContact:
    text_first = bool(_TEXT_ONLY.search(words))
    rest = _TEXT_ONLY.sub(" ", words)
    kin = _KIN.search(rest)
    relationship = kin[0] if kin else ""
    rest = _KIN.sub(" ", rest, count=1) if kin else rest
    name = re.sub(r"[^\w'’ .]+", " ", rest, flags=re.UNICODE).strip(" .'")
    name = re.sub(r"\s+", " ", name)
    is_name = bool(name) and name[0].isupper() and len(name.split()) <= 3
    return SpokenContact(
        number, name if is_name else "", relationship.capitalize(), "" if is_name else name, text_first
    )


def read_warning(text: str) -> SpokenWarning | None:
    """Return whom a note forbids to contact, or None where it forbids nothing."""
    if not _FORBIDS.search(text):
        return None
    numbered, kin = _NUMBERED.search(text), _KIN.search(text)
    return SpokenWarning(text.strip(), int(numbered[1]) if numbered else 0, kin_of(kin[0]) if kin else "")


def kin_of(word: str) -> str:
    """Return the family word that a relationship means: Mother is mum. Empty for others."""
    plain = word.strip().lower()
    return next((key for key, words in KIN.items() if plain in words), "")
