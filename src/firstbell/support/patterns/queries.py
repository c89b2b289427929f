"""Patterns as pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from firstbell.support.cases.models import Case
from firstbell.support.patterns.models import FoundPattern, PatternSearch, PatternSetAside

COMES_BACK_AFTER = 3
"""Days more of a pattern, since it was set aside, that bring it back."""
LONGEST_WHY = 240


@dataclass(frozen=True)
class PatternCard:
    """One pattern. aside: what stands against it; grown: by how many days it grew since, 0 where it did not come
    back."""

    pattern: FoundPattern
    aside: PatternSetAside | None = None
    grown: int = 0

    @property
    def is_aside(self) -> bool:
        return self.aside is not None and not self.grown

    @property
    def dates(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.pattern.dates]

    @property
    def why(self) -> str:
        """The sentence, as what a case or a meeting is for."""
        return shortened(self.pattern.sentence)


@dataclass(frozen=True)
class PupilPatterns:
    """A pupil's patterns, the most unusual first. case_id: the case that is open for the pupil."""

    pupil_id: int
    name: str
    cards: tuple[PatternCard, ...]
    case_id: int | None = None


@dataclass(frozen=True)
class PatternList:
    """A provision's patterns. search: when they were looked for, None before the first night."""

    search: PatternSearch | None
    pupils: tuple[PupilPatterns, ...]
    aside: tuple[PupilPatterns, ...]

    @property
    def count(self) -> int:
        return sum(len(pupil.cards) for pupil in self.pupils)


def patterns_of(pupil_id: int) -> list[PatternCard]:
    """Return what was found of one pupil, set aside or not. Two statements, one where nothing was found."""
    return _cards(FoundPattern.objects.filter(pupil_id=pupil_id))


def pattern_list(provision_id: int) -> PatternList:
    """Return the patterns of a provision by pupil, the most unusual pupil first. Four statements."""
    cards = _cards(FoundPattern.objects.filter(pupil__provision_id=provision_id).select_related("pupil"))
    open_cases = Case.objects.filter(provision_id=provision_id, closed_at=None)
    cases = dict(open_cases.values_list("pupil_id", "pk"))
    return PatternList(
        search=search_of(provision_id),
        pupils=_by_pupil([card for card in cards if not card.is_aside], cases),
        aside=_by_pupil([card for card in cards if card.is_aside], cases),
    )


def search_of(provision_id: int) -> PatternSearch | None:
    """Return when a provision's patterns were looked for last."""
    return PatternSearch.objects.filter(provision_id=provision_id).first()


def shortened(sentence: str) -> str:
    """Return a sentence in the length that a case's reason may have."""
    return sentence if len(sentence) <= LONGEST_WHY else sentence[: LONGEST_WHY - 1].rstrip() + "…"


def _cards(found: QuerySet[FoundPattern]) -> list[PatternCard]:
    patterns = list(found.order_by("-one_in", "pupil_id", "pk"))
    if not patterns:
        return []
    standing = PatternSetAside.objects.filter(pupil_id__in={pattern.pupil_id for pattern in patterns}, ended_at=None)
    aside = {(row.pupil_id, row.key): row for row in standing}
    return [_card(pattern, aside.get((pattern.pupil_id, pattern.key))) for pattern in patterns]


def _card(pattern: FoundPattern, aside: PatternSetAside | None) -> PatternCard:
    if aside is None:
        return PatternCard(pattern)
    more = sum(day > aside.until_on.isoformat() for day in pattern.dates)
    return PatternCard(pattern, aside, more if more >= COMES_BACK_AFTER else 0)


def _by_pupil(cards: Collection[PatternCard], cases: dict[int, int]) -> tuple[PupilPatterns, ...]:
    found: dict[int, list[PatternCard]] = defaultdict(list)
    for card in cards:
        found[card.pattern.pupil_id].append(card)
    return tuple(
        PupilPatterns(pupil_id, theirs[0].pattern.pupil.name, tuple(theirs), cases.get(pupil_id))
        for pupil_id, theirs in found.items()
    )
