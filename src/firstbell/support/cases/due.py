"""What is due in cases, soonest first. Each part of this room registers what it knows of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from firstbell.support.cases.models import Action, Barrier


@dataclass(frozen=True, order=True)
class Due:
    """Something due in a case. what: in words; who: who does it, empty where nobody is named; anchor: on its page."""

    on: date
    what: str
    who: str = ""
    anchor: str = ""


FindDue = Callable[[Collection[int]], dict[int, list[Due]]]
_finders: list[FindDue] = []


def add_due(find: FindDue) -> None:
    """Register what knows, for cases by id, what is due in each. Safe to repeat."""
    if find not in _finders:
        _finders.append(find)


def due_in(case_ids: Collection[int]) -> dict[int, list[Due]]:
    """Return what is due in each case, soonest first. As many statements as are registered, however many cases."""
    found: dict[int, list[Due]] = defaultdict(list)
    for find in _finders:
        for case_id, dues in find(case_ids).items():
            found[case_id] += dues
    return {case_id: sorted(dues) for case_id, dues in found.items()}


def actions_due(case_ids: Collection[int]) -> dict[int, list[Due]]:
    """Return the actions that are not done yet and have a day. One statement."""
    waiting = Action.objects.filter(case_id__in=case_ids, done_at=None, due_on__isnull=False)
    found: dict[int, list[Due]] = defaultdict(list)
    for action in waiting:
        found[action.case_id].append(Due(action.due_on, action.words, action.owner_name, f"action-{action.pk}"))
    return found


def reviews_due(case_ids: Collection[int]) -> dict[int, list[Due]]:
    """Return the barriers that are to be looked at again. One statement."""
    standing = Barrier.objects.filter(case_id__in=case_ids, ended_at=None, review_on__isnull=False)
    found: dict[int, list[Due]] = defaultdict(list)
    for barrier in standing.select_related("owner"):
        who = barrier.owner.name if barrier.owner else ""
        words = f"Look again: {barrier.words[0].lower()}{barrier.words[1:]}"
        found[barrier.case_id].append(Due(barrier.review_on, words, who, f"barrier-{barrier.pk}"))
    return found
