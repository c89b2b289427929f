"""Find who crossed a line of the policy, open what that makes due, and take back what an amendment undid.

Done by the worker soon after a mark: whose counts changed is judged anew from the register. Twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

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
from firstbell.registers.looking import Changed, Sheet, is_anything_to_look_at, sheets, take_changed
from firstbell.support.crossings.letters import take_back, write_letters
from firstbell.support.crossings.lines import (
    Calendar,
    Line,
    calendar_for,
    can_still_tell,
    figures_of,
    lines_of,
    looks_back_to,
    passages_of,
    period_of,
)
from firstbell.support.crossings.models import Crossing
from firstbell.units import unit_of_work

POLICY = Actor.system("policy")
WEEKS_AT_ONCE, MOST_TIMES = 50, 8
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
    """Look at whose counts changed since the last look. One statement where nobody's did. Returns what changed."""
    changes = 0
    for _ in range(MOST_TIMES):
        if not is_anything_to_look_at():
            break
        changes += _take(at)
    return changes


def _take(at: datetime) -> int:
    with unit_of_work():
        by_provision: dict[int, list[Changed]] = defaultdict(list)
        for changed in take_changed(WEEKS_AT_ONCE):
            by_provision[changed.provision_id].append(changed)
        return sum(look_at(provision_id, theirs, at) for provision_id, theirs in sorted(by_provision.items()))


def look_at(provision_id: int, changed: Iterable[Changed], at: datetime) -> int:
    """Judge these placements' pupils by every line of the policy. Returns how many crossings were written or ended."""
    placement_ids, pupil_ids = ({one.placement_id for one in changed}, {one.pupil_id for one in changed})
    today = london_day(at)
    policy = provisions.policy_on(provision_id, today)
    lines = lines_of(policy, today)
    if not lines:
        return 0
    school = provisions.calendar(provision_id)
    with unit_of_work():
        # Two workers who look at once: the second waits here, and then finds everything written.
        provision = Provision.objects.select_for_update(no_key=True).get(pk=provision_id)
        calendar = calendar_for(today, school)
        moments = Moments(on=today, happened_at=at, calendar=school)
        here = Watch(provision, policy, lines, calendar, moments, at)
        since = looks_back_to(lines, calendar)
        found = sheets(pupil_ids, Span(since, today))
        placements = Placement.objects.filter(pk__in=placement_ids).select_related(
            "pupil", "main_school", "commissioner"
        )
        lasting = _lasting(pupil_ids)
        return sum(
            _judge(line, placement, found.get(placement.pupil_id, Sheet()), lasting, since, here)
            for placement in placements.order_by("pk")
            for line in lines
        )


Lasting = dict[tuple[int, str], Crossing]


def _lasting(pupil_ids: Iterable[int]) -> Lasting:
    """Return what these pupils are past now: by placement, and by pupil where a line is not of one placement."""
    rows = Crossing.objects.filter(pupil_id__in=pupil_ids, back_at=None, undone_at=None).order_by("pk")
    found: Lasting = {}
    for row in rows:
        found[row.placement_id, row.key] = found[-row.pupil_id, row.key] = row
    return found


def _judge(line: Line, placement: Placement, sheet: Sheet, lasting: Lasting, since: date, here: Watch) -> int:
    """Bring what is written of one line into line with the register; 1 if that changed it."""
    whose = (placement.pk if line.of_one_placement else -placement.pupil_id, line.key)
    row = lasting.get(whose)
    passages = passages_of(line, sheet, placement.pk, here.calendar)
    last = passages[-1] if passages else None
    period = period_of(line, here.calendar)
    changed = 0
    if row is not None and period is not None and row.period_starts_on != period.starts_on:
        _end(row, period.starts_on - ONE_DAY, here)
        row, changed = None, 1
    if row is None:
        if last is None or last.back_on is not None or not _is_expected(placement, here.today):
            return changed
        lasting[whose] = _cross(line, last, placement, sheet, period, here)
        return 1
    if last is not None and last.back_on is None:
        return changed
    if last is not None and last.back_on is not None and last.back_on >= row.crossed_on:
        _end(row, last.back_on, here)
    elif can_still_tell(line, row.crossed_on, since, here.calendar):
        _undo(row, here)
    else:
        _end(row, here.today, here)
    del lasting[whose]
    return 1


def _is_expected(placement: Placement, today: date) -> bool:
    """Whether the pupil still has this place: nothing fires for one who has left."""
    has_left = placement.ends_on is not None and placement.ends_on < today
    return not has_left and placement.archived_at is None and placement.pupil.archived_at is None


def _cross(
    line: Line, passage: Passage, placement: Placement, sheet: Sheet, period: Span | None, here: Watch
) -> Crossing:
    """Write that a line was crossed, and open what the policy attaches to it."""
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
    take_back(crossing, UNDONE, here.policy, at=here.at)
    duties.withdraw(duties_of(crossing), reason=UNDONE[:60], by=POLICY, at=here.at)


def _write(verb: str, crossing: Crossing, here: Watch, **facts: object) -> None:
    about = pupil_subject(crossing.pupil_id)
    journal.write(
        verb, {"crossing": crossing.pk, **facts}, by=POLICY, at=here.at, provision_id=here.provision.pk, about=about
    )
