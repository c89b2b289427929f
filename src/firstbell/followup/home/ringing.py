"""Whom to ring next: a plain decision from the contacts kept and the attempts made today.

Source: SS-13 (the next person to call is always shown), SS-9 (warnings are seen at the moment of calling). A contact
who must never be rung is never offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from firstbell.domain.contact import Outcome

TRIES_WHEN_ENGAGED = 2


@dataclass(frozen=True)
class Number:
    """One telephone number of one contact. number: E.164."""

    id: int
    contact_id: int
    number: str
    kind: str
    note: str


@dataclass(frozen=True)
class Person:
    """A contact as the board shows them. may_ring: False for one who must never be rung."""

    id: int
    name: str
    relationship: str
    language: str
    text_first: bool
    may_ring: bool
    warning: str
    note: str
    numbers: tuple[Number, ...]

    @property
    def who(self) -> str:
        """The relationship and the name: "Mother, Ines Tarn"."""
        return f"{self.relationship}, {self.name}" if self.relationship else self.name


@dataclass(frozen=True)
class Tried:
    """One attempt made today, as far as the next step depends on it."""

    contact_id: int | None
    number: str
    outcome: Outcome
    made_at: datetime


@dataclass(frozen=True)
class Next:
    """The next call: whom, on which number, and how often this number was tried today."""

    person: Person
    number: Number
    tries: int

    @property
    def nth(self) -> str:
        """ "2nd try" where it is one, else empty."""
        return {0: "", 1: "2nd try", 2: "3rd try"}.get(self.tries, f"{self.tries + 1}th try")


def next_call(people: Sequence[Person], tried: Iterable[Tried]) -> Next | None:
    """Return the next call in the contact order, None where nobody is left to ring.

    A number that rang, or is wrong, is not offered again today; an engaged one is offered once more before the next.
    """
    made = sorted(tried, key=lambda each: each.made_at)
    for person in people:
        if not person.may_ring:
            continue
        for number in person.numbers:
            rung = [each for each in made if _rang(each, person, number)]
            if _may_ring_again(rung):
                return Next(person, number, len(rung))
    return None


def since(calls: Iterable[Tried], opened_at: datetime) -> list[Tried]:
    """Return the calls made since a duty opened: an afternoon's round begins anew with the first contact."""
    return [each for each in calls if each.made_at >= opened_at]


def call_back(people: Sequence[Person], tried: Iterable[Tried]) -> Next | None:
    """Return the call to whoever said last that the pupil is on the way, for when the pupil did not come."""
    made = sorted(tried, key=lambda each: each.made_at)
    said = next((each for each in reversed(made) if each.outcome is Outcome.ON_THE_WAY), None)
    for person in people:
        for number in person.numbers:
            if said and person.may_ring and (person.id, number.number) == (said.contact_id, said.number):
                return Next(person, number, sum(_rang(each, person, number) for each in made))
    return None


def _rang(each: Tried, person: Person, number: Number) -> bool:
    """A text is no ring: whoever was texted may still be rung."""
    here = (each.contact_id, each.number) == (person.id, number.number)
    return here and each.outcome is not Outcome.TEXT_SENT


def _may_ring_again(rung: Sequence[Tried]) -> bool:
    if any(each.outcome is not Outcome.ENGAGED for each in rung):
        return False
    return len(rung) < TRIES_WHEN_ENGAGED
