"""Find who crossed a line of the policy, open what that makes due, and take back what an amendment undid.

Done by the worker soon after a mark: whose counts changed is judged anew from the register. Twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Q

from firstbell import journal
from firstbell.domain.contact import ContactStep
from firstbell.domain.crossings import Passage
from firstbell.domain.duties import Moments
from firstbell.domain.school_time import ONE_DAY, Span, london_day
from firstbell.duties import commands as duties
from firstbell.duties.facts import pupil_subject
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.placements.models import Placement
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import Provision
from firstbell.registers.looking import Changed, Sheet, looked_at, sheets, to_look_at
from firstbell.support.crossings.letters import take_back, write_letters
from firstbell.support.crossings.lines import (
    Calendar,
    Line,
    calendar_for,
    can_still_tell,
    figures_of,
    judged_by,
    lines_of,
    looks_back_to,
    passages_of,
    period_of,
)
from firstbell.support.crossings.models import Crossing
from firstbell.units import unit_of_work

POLICY = Actor.system("policy")
PLACEMENTS_AT_ONCE, MOST_TIMES = 30, 3
OLD_NEWS = timedelta(days=28)
"""A crossing that is first seen so long after it happened is history: it is shown, and nothing falls due for it."""
UNDONE = "The register was put right: attendance never was past the line"


@dataclass(frozen=True)
class Watch:
    """What one provision's pupils are judged by today."""

    provision: Provision
    policy: Policy
    lines: list[Line]
    calendar: Calendar
    moments: Moments
    at: datetime

    @property
    def today(self) -> date:
        return self.calendar.today


def watch(at: datetime) -> int:
    """Look at whose counts changed since the last look. One statement where nobody's did. Returns what changed.

    Judged first without keeping anybody from writing: for most pupils nothing changes but that they were looked at.
    """
    changes = 0
    for _ in range(MOST_TIMES):
        waiting = to_look_at(PLACEMENTS_AT_ONCE)
        if not waiting:
            break
        by_provision: dict[int, list[Changed]] = defaultdict(list)
        for changed in waiting:
            by_provision[changed.provision_id].append(changed)
        for provision_id, theirs in sorted(by_provision.items()):
            changes += _take(provision_id, theirs, at)
    return changes


def _take(provision_id: int, changed: list[Changed], at: datetime) -> int:
    here = _watch_of(provision_id, at)
    moved = _moved({one.placement_id for one in changed}, here)
    with unit_of_work():
        looked_at(changed)
        return _look_at(moved, here) if moved else 0


def _watch_of(provision_id: int, at: datetime) -> Watch:
    today = london_day(at)
    policy, school = provisions.policy_on(provision_id, today), provisions.calendar(provision_id)
    moments = Moments(on=today, happened_at=at, calendar=school)
    provision = Provision.objects.get(pk=provision_id)
    return Watch(provision, policy, lines_of(policy, today), calendar_for(today, school), moments, at)


def _moved(placement_ids: Collection[int], here: Watch) -> set[int]:
    """Return those of these placements for which something is to be written."""
    desk = _desk(placement_ids, here)
    return {placement.pk for placement in desk.placements for line in here.lines if _step(line, placement, desk, here)}


def _look_at(placement_ids: Collection[int], here: Watch) -> int:
    """Judge placements by every line of the policy and write what changed. Returns how often something did."""
    # Two workers who look at once: the second waits here, and then finds everything written.
    Provision.objects.select_for_update(no_key=True).get(pk=here.provision.pk)
    desk = _desk(placement_ids, here)
    return sum(_bring_up_to_date(line, placement, desk, here) for placement in desk.placements for line in here.lines)


@dataclass(frozen=True)
class Desk:
    """What placements are judged with. lasting: what their pupils are past, by placement and by pupil (negative)."""

    placements: list[Placement]
    sheets: dict[int, Sheet]
    since: date
    lasting: dict[tuple[int, str], Crossing]

    def standing(self, line: Line, placement: Placement) -> Crossing | None:
        return self.lasting.get((_whose(line, placement), line.key))


def _whose(line: Line, placement: Placement) -> int:
    return placement.pk if line.of_one_placement else -placement.pupil_id


def _desk(placement_ids: Collection[int], here: Watch) -> Desk:
    wanted = Placement.objects.filter(pk__in=placement_ids).order_by("pk")
    placements = list(wanted.select_related("pupil", "main_school", "commissioner"))
    pupil_ids = {placement.pupil_id for placement in placements}
    since = looks_back_to(here.lines, here.calendar)
    lasting: dict[tuple[int, str], Crossing] = {}
    for row in Crossing.objects.filter(pupil_id__in=pupil_ids, back_at=None, undone_at=None).order_by("pk"):
        lasting[row.placement_id, row.key] = lasting[-row.pupil_id, row.key] = row
    return Desk(placements, sheets(pupil_ids, Span(since, here.today)), since, lasting)


class Step(StrEnum):
    """What is to be written of one line."""

    CROSSED = "crossed"
    BACK = "back"
    UNDONE = "undone"
    PERIOD_OVER = "period-over"


def _step(line: Line, placement: Placement, desk: Desk, here: Watch) -> tuple[Step, date | Passage] | None:
    """Return what the register says that is not written yet; None where all of it is."""
    row, period = desk.standing(line, placement), period_of(line, here.calendar)
    if row is not None and period is not None and row.period_starts_on != period.starts_on:
        return Step.PERIOD_OVER, period.starts_on - ONE_DAY
    passages = passages_of(line, desk.sheets.get(placement.pupil_id, Sheet()), placement.pk, here.calendar)
    last = passages[-1] if passages else None
    lasts = last is not None and last.back_on is None
    if row is None:
        return (Step.CROSSED, last) if last and lasts and _is_expected(placement, here.today) else None
    if lasts:
        return None
    if last is not None and last.back_on is not None and last.back_on >= row.crossed_on:
        return Step.BACK, last.back_on
    if row.figures.get("judged_by") == judged_by(line) and can_still_tell(
        line, row.crossed_on, desk.since, here.calendar
    ):
        return Step.UNDONE, here.today
    return Step.BACK, here.today


def _bring_up_to_date(line: Line, placement: Placement, desk: Desk, here: Watch) -> int:
    """Write what is new of one line; return how many steps that took."""
    steps = 0
    while (found := _step(line, placement, desk, here)) is not None:
        step, what = found
        row = desk.standing(line, placement)
        if isinstance(what, Passage):
            sheet = desk.sheets[placement.pupil_id]
            desk.lasting[_whose(line, placement), line.key] = _cross(line, what, placement, sheet, here)
        elif row is not None:
            if step is Step.UNDONE:
                _undo(row, here)
            else:
                _end(row, what, here)
            del desk.lasting[_whose(line, placement), line.key]
        steps += 1
    return steps


def _is_expected(placement: Placement, today: date) -> bool:
    """Whether the pupil still has this place: nothing fires for one who has left."""
    has_left = placement.ends_on is not None and placement.ends_on < today
    return not has_left and placement.archived_at is None and placement.pupil.archived_at is None


def _cross(line: Line, passage: Passage, placement: Placement, sheet: Sheet, here: Watch) -> Crossing:
    """Write that a line was crossed, and open what the policy attaches to it."""
    period = period_of(line, here.calendar)
    again = (
        Crossing.objects.filter(
            pupil_id=placement.pupil_id,
            placement=placement,
            key=line.key,
            crossed_on=passage.crossed_on,
            back_at__isnull=False,
        )
        .order_by("-pk")
        .first()
    )
    if again is not None:
        return _go_on(again, here)
    crossing = Crossing.objects.create(
        provision=here.provision,
        pupil=placement.pupil,
        placement=placement,
        key=line.key,
        fact=line.fact,
        line=line.words,
        period_starts_on=period.starts_on if period else None,
        crossed_on=passage.crossed_on,
        crossed_at=here.at,
        figures=figures_of(line, passage),
        is_quiet=_is_history(passage, sheet, here),
    )
    _write("crossing.crossed", crossing, here, line=line.words, figures=crossing.figures, quiet=crossing.is_quiet)
    if not crossing.is_quiet:
        _open(line, crossing, placement, here)
    return crossing


def _open(line: Line, crossing: Crossing, placement: Placement, here: Watch) -> None:
    figures = tuple(line.figures.items())
    school = placement.main_school or placement.commissioner
    duties.open_because(
        line.fact,
        here.moments,
        here.policy,
        provision_id=here.provision.pk,
        pupil_id=placement.pupil_id,
        session="",
        at=here.at,
        by=POLICY,
        occasion=crossing.occasion,
        tells=list(dict.fromkeys([school.pk, placement.commissioner_id])),
        only=lambda rule: rule.has(figures),
        letters_to={ContactStep.MAIN_SCHOOL: school.pk, ContactStep.COMMISSIONER: placement.commissioner_id},
    )
    write_letters(crossing, duties_of(crossing), here.policy, at=here.at)


def duties_of(crossing: Crossing) -> list[Duty]:
    """Return what a crossing made due, whatever became of it."""
    theirs = Q(occasion=crossing.occasion) | Q(occasion__startswith=f"{crossing.occasion} ")
    return list(Duty.objects.filter(theirs, subject=pupil_subject(crossing.pupil_id)).order_by("pk"))


def _is_history(passage: Passage, sheet: Sheet, here: Watch) -> bool:
    did_it = passage.cause[-1]
    return (
        passage.crossed_on < here.provision.go_live_on
        or passage.crossed_on < here.today - OLD_NEWS
        or (did_it.on, did_it.session) in sheet.imported
    )


def _end(crossing: Crossing, on: date, here: Watch) -> None:
    """Write that attendance is back, or that the period is over."""
    crossing.back_on, crossing.back_at = on, here.at
    crossing.save(update_fields=["back_on", "back_at"])
    _write("crossing.back", crossing, here, line=crossing.line, back_on=on)


def _go_on(crossing: Crossing, here: Watch) -> Crossing:
    """The register was put right, and it had not been back: the same crossing goes on, and nobody is told twice."""
    crossing.back_on = crossing.back_at = None
    crossing.save(update_fields=["back_on", "back_at"])
    _write("crossing.not-back", crossing, here, line=crossing.line)
    return crossing


def _undo(crossing: Crossing, here: Watch) -> None:
    """An amendment shows that the line was never crossed: let go of what it made due, and put right what was said."""
    crossing.undone_at = here.at
    crossing.save(update_fields=["undone_at"])
    _write("crossing.undone", crossing, here, line=crossing.line)
    take_back(crossing, UNDONE, at=here.at)
    duties.withdraw(duties_of(crossing), reason=UNDONE[:60], by=POLICY, at=here.at)


def _write(verb: str, crossing: Crossing, here: Watch, **facts: object) -> None:
    about = pupil_subject(crossing.pupil_id)
    journal.write(
        verb, {"crossing": crossing.pk, **facts}, by=POLICY, at=here.at, provision_id=here.provision.pk, about=about
    )
