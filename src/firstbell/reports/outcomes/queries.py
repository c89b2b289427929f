"""The strategies of a school year with what the register says of the sessions after each began (SS-27, SS-31)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from firstbell.domain.outcomes import FEWEST_USES, LATER, SOON, Change, Outcome, outcome_of, use_of
from firstbell.domain.school_time import Span, academic_year, academic_year_name
from firstbell.registers.queries import marked_sessions
from firstbell.support.choices.queries import choices, words_of
from firstbell.support.models import PlanStrategy

AROUND = timedelta(days=75)
"""Twenty possible sessions of a part-time week, with a holiday between, lie within so many days."""
COLUMNS = (
    "strategy", "pupils", "uses",
    "measured_next_5", "middle_change_next_5", "lowest_next_5", "highest_next_5", "rose_next_5",
    "measured_next_20", "middle_change_next_20", "lowest_next_20", "highest_next_20", "rose_next_20",
)  # fmt: skip


@dataclass(frozen=True)
class StrategyRow:
    """One strategy. soon, later: what can be said of the next 5 and the next 20 sessions, in words."""

    key: str
    words: str
    outcome: Outcome
    soon: str
    later: str


@dataclass(frozen=True)
class OutcomePage:
    """A school year's strategies, those most used first. unused: words of those on the list that no plan had.

    pupil_ids: whose registers were read; no name and no number of theirs stands on the page.
    """

    span: Span
    year: str
    rows: tuple[StrategyRow, ...]
    unused: tuple[str, ...]
    pupil_ids: frozenset[int]
    before: date
    after: date | None


def outcome_page(provision_id: int, day: date, today: date) -> OutcomePage:
    """Return the outcomes of the strategies that began in the school year of a day. Five statements at most."""
    span = academic_year(day)
    begun = _begun(provision_id, span, today)
    pupil_ids = {pupil_id for _, pupil_id, _ in begun}
    around = Span(span.starts_on - AROUND, min(today, span.ends_on + AROUND)) if begun else span
    sessions = marked_sessions(pupil_ids, around) if begun else {}
    uses = defaultdict(list)
    for key, pupil_id, from_on in begun:
        uses[key].append(use_of(pupil_id, sessions.get(pupil_id, ()), from_on))
    words = words_of(provision_id, "strategy")
    rows = [_row(key, words.get(key, key), outcome_of(found)) for key, found in uses.items()]
    return OutcomePage(
        span=span,
        year=academic_year_name(day),
        rows=tuple(sorted(rows, key=lambda row: (-row.outcome.uses, row.words.casefold()))),
        unused=tuple(each.words for each in choices(provision_id, "strategy") if each.key not in uses),
        pupil_ids=frozenset(pupil_ids),
        before=span.starts_on - timedelta(days=1),
        after=span.ends_on + timedelta(days=1) if span.ends_on < today else None,
    )


def table_of(page: OutcomePage) -> list[list[str | int]]:
    """Return the rows of a file; a figure that too few uses stand behind is left empty."""
    return [
        [row.words, row.outcome.pupils, row.outcome.uses, *_cells(row.outcome.soon), *_cells(row.outcome.later)]
        for row in page.rows
    ]


def _begun(provision_id: int, span: Span, today: date) -> set[tuple[str, int, date]]:
    """Return (strategy, pupil, first day) of each use in an agreed plan; one carried on by a later version once."""
    found = PlanStrategy.objects.filter(
        plan__case__provision_id=provision_id,
        plan__agreed_at__isnull=False,
        from_on__gte=span.starts_on,
        from_on__lte=min(span.ends_on, today),
    )
    return set(found.order_by().values_list("key", "plan__case__pupil_id", "from_on"))


def _row(key: str, words: str, outcome: Outcome) -> StrategyRow:
    return StrategyRow(key, words, outcome, _said(outcome.soon, SOON), _said(outcome.later, LATER))


def _said(change: Change, sessions: int) -> str:
    if change.middle is None or change.lowest is None or change.highest is None:
        few = "no use has" if not change.measured else f"only {change.measured} {_have(change.measured)}"
        return f"Nothing can be said: {few} {sessions} sessions after it yet, and fewer than {FEWEST_USES} say nothing."
    spread = f"from {_points(change.lowest)} to {_points(change.highest)}"
    rose = f"it rose after {change.rose} of {change.measured}"
    return f"{_points(change.middle)} in the middle, {spread}; {rose}."


def _have(count: int) -> str:
    return "use has" if count == 1 else "uses have"


def _points(points: Fraction) -> str:
    whole = round(points)
    if whole == 0:
        return "no change"
    return f"{abs(whole)} points {'up' if whole > 0 else 'down'}"


def _cells(change: Change) -> list[str | int]:
    if change.middle is None or change.lowest is None or change.highest is None or change.rose is None:
        return [change.measured, "", "", "", ""]
    return [
        change.measured,
        *(f"{float(each):.1f}" for each in (change.middle, change.lowest, change.highest)),
        change.rose,
    ]
