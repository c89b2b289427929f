"""Which school or council a row means, however it is spelt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from firstbell.exchange.plan.here import CommissionerHere
from firstbell.exchange.plan.problems import Choice, Desk
from firstbell.exchange.plan.steps import SchoolStep
from firstbell.placements.commands import CommissionerFacts
from firstbell.placements.models import Commissioner

_SHORT = {"acad": "academy", "sch": "school", "schl": "school", "coll": "college", "st": "saint", "prim": "primary",
          "sec": "secondary", "hs": "high school", "cc": "county council", "bc": "borough council",
          "mbc": "metropolitan borough council", "la": "council", "pru": "pupil referral unit"}  # fmt: skip
COUNCIL = re.compile(r"\b(council|borough|local authority|eotas|lea?|mbc|cc)\b", re.IGNORECASE)
ALIKE = 0.86


@dataclass(frozen=True)
class SchoolRef:
    """A school that is here (id) or that the import makes."""

    name: str
    id: int | None = None
    council: bool = False


class Schools:
    """Every school the file names. Longer spellings are met first, so that short ones can be joined to them."""

    def __init__(self, here: Iterable[CommissionerHere], names: Iterable[str], desk: Desk) -> None:
        self.desk = desk
        self.here = {folded(each.facts.name): each for each in here}
        self.new: dict[str, SchoolStep] = {}
        self.fuller = sorted({name for name in names if name}, key=lambda name: (-len(name), name))

    @property
    def steps(self) -> tuple[SchoolStep, ...]:
        return tuple(self.new.values())

    def find(self, said: str, row: int, column: str) -> SchoolRef:
        """Return the school that a cell means; the same answer for every row that says the same."""
        if known := self.here.get(folded(said)):
            return self._known(known)
        like = self._like(said)
        choices, what = [], f"“{said}” is not among your schools and councils."
        if like:
            what = f"“{said}” may be {like}, spelt another way."
            choices.append(Choice("join", f"It is {like}", "They are spellings of the other names"))
        school = Choice("school", f"Add {said} as a school", "Add them as schools")
        council = Choice("council", f"Add {said} as a council", "Add them as councils")
        choices += [council, school] if COUNCIL.search(said) else [school, council]
        answer = self.desk.ask(
            "school-spelling" if like else "school-new",
            row,
            what,
            choices,
            about=folded(said),
            column=column,
            said=said,
            means="Two names would be two schools: its pupils' absences would be told in two places."
            if like
            else "Absences of its pupils are told to it, once you give it an address.",
            do="Say which it is.",
        )
        if answer == "join":
            return self.find(like, row, column)
        kind = Commissioner.Kind.COUNCIL if answer == "council" else Commissioner.Kind.SCHOOL
        step = self.new.setdefault(folded(said), SchoolStep(row, CommissionerFacts(said[:160], kind)))
        return SchoolRef(step.facts.name, council=step.facts.kind == Commissioner.Kind.COUNCIL)

    def _known(self, known: CommissionerHere) -> SchoolRef:
        return SchoolRef(known.facts.name, known.id, known.facts.kind == Commissioner.Kind.COUNCIL)

    def _like(self, said: str) -> str:
        """The name, here or fuller in the file, that this may be another spelling of."""
        others = [each.facts.name for each in self.here.values()]
        others += self.fuller[: self.fuller.index(said)] if said in self.fuller else []
        return likeliest(said, others)


def folded(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip().casefold()


def likeliest(said: str, others: Iterable[str]) -> str:
    """Return the name that this may be another spelling of, or nothing."""
    scored = [(_likeness(said, other), other) for other in others if folded(other) != folded(said)]
    score, best = max(scored, default=(0.0, ""))
    return best if score >= ALIKE else ""


def _whole(name: str) -> str:
    """A name without brackets and points, its short words written out."""
    plain = re.sub(r"\([^)]*\)", " ", name.casefold())
    words = re.findall(r"[a-z0-9']+", plain)
    return " ".join(_SHORT.get(word, word) for word in words if word != "the")


def _likeness(one: str, other: str) -> float:
    first, second = _whole(one), _whole(other)
    return 1.0 if first == second else SequenceMatcher(None, first, second).ratio()
