"""What pictures are drawn from: sessions by weekday, promises with their minutes, absences with what became of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse

from firstbell.domain.codes import Category, Code
from firstbell.domain.contact import Outcome
from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.school_time import Session, Span
from firstbell.domain.thresholds import Operator
from firstbell.duties.models import Duty
from firstbell.followup.models import ContactAttempt
from firstbell.people.models import Pupil
from firstbell.policy import Policy
from firstbell.registers.codesets import codes_of
from firstbell.registers.queries.counts import By, Scope, counts, lines_of
from firstbell.reports.pictures import cohort
from firstbell.reports.pictures.distance import Lines
from firstbell.reports.pictures.funnel import Followed
from firstbell.reports.pictures.timing import Done
from firstbell.reports.pictures.weekdays import Missed

RUNG = [each.value for each in Outcome if each.rang or each is Outcome.TEXT_SENT]
REACHED = [each.value for each in Outcome if each.reached]
MISSED = (Category.AUTHORISED_ABSENCE, Category.UNAUTHORISED_ABSENCE)
ATTENDED = (Category.ATTENDING, Category.APPROVED_EDUCATIONAL_ACTIVITY)


def _reader(scope: Scope) -> Callable[[str, date, str], Code]:
    @cache
    def code(code_set: str, on: date, key: str) -> Code:
        return codes_of(code_set, scope.provision_id, on).get(key)

    return code


def missed_by_weekday(scope: Scope, span: Span) -> dict[tuple[int, Session], Missed]:
    """Return possible and missed sessions by weekday and session. One statement."""
    code = _reader(scope)
    rows = (
        lines_of(scope)
        .filter(register__on__gte=span.starts_on, register__on__lte=span.ends_on)
        .order_by()
        .values_list("register__on", "register__session", "register__code_set", "current_mark__code_key")
        .annotate(Count("pk"))
    )
    found: dict[tuple[int, Session], Missed] = {}
    for on, session, code_set, key, number in rows:
        category = code(code_set, on, key).category
        if category is not Category.NOT_POSSIBLE:
            place = (on.weekday(), Session(session))
            found[place] = found.get(place, Missed()) + Missed(number if category in MISSED else 0, number)
    return found


def pupils_of(scope: Scope, span: Span, *, shows_names: bool) -> list[cohort.Pupil]:
    """Return each pupil with a possible session. Names, where shown, cost a statement."""
    tallies = {pupil_id: each.own for pupil_id, each in counts(scope, span, by=By.PUPIL).items() if each.own.possible}
    names = {}
    if shows_names:
        names = {pupil.pk: pupil.name for pupil in Pupil.objects.filter(provision_id=scope.provision_id)}
    return [cohort.Pupil(pupil_id, names.get(pupil_id, ""), tally) for pupil_id, tally in tallies.items()]


def lines_of_policy(policy: Policy) -> Lines:
    """Return the policy's target and thresholds, highest first, each percentage once."""
    found = {each.percent: (f"{float(each.percent):g}\u00a0%", each.operator) for each in policy.thresholds}
    target = policy.targets.attendance
    found[target] = (f"{float(target):g}\u00a0%", found.get(target, ("", Operator.BELOW))[1])
    return Lines(target, dict(sorted(found.items(), reverse=True)))


def promises(duties: QuerySet[Duty], scope: Scope, kind: DutyKind, span: Span, *, leads: bool) -> list[Done]:
    """Return what was promised of a kind, in order. One statement.

    duties: those that the reader may see. leads: with the pupil's name and the address of each row in the record.
    """
    found = (
        _within(duties, scope, span)
        .filter(kind=kind, starts_at__isnull=False)
        .exclude(state=Duty.State.WITHDRAWN)
        .exclude(state__in=Duty.WAITING, was_late=False)
        .select_related("pupil")
        .order_by("on", "due_at", "pk")
    )
    return [_done(duty, leads) for duty in found]


def _done(duty: Duty, leads: bool) -> Done:
    assert duty.starts_at is not None
    is_met = duty.state == Duty.State.MET and duty.closed_at is not None
    return Done(
        on=duty.on,
        minutes=_minutes(duty.starts_at, duty.closed_at) if is_met and duty.closed_at else None,
        promised=_minutes(duty.starts_at, duty.due_at),
        in_time=is_met and not duty.was_late,
        who=duty.pupil.name if leads and duty.pupil else "",
        address=f"{_record()}?day={duty.on}&clause={duty.clause}#duty-{duty.pk}" if leads else "",
    )


@cache
def _record() -> str:
    return reverse("reports:promises")


def _minutes(start: datetime, end: datetime) -> int:
    """Whole minutes, a begun one counted, so that ten minutes and a second are not ten. Before the start is 0."""
    return max(0, -(int((start - end).total_seconds()) // 60))


def _within(rows: QuerySet[Any], scope: Scope, span: Span) -> QuerySet[Any]:
    """Narrow rows with a pupil and a day to the days, and to the pupils a scope counts in them."""
    found = rows.filter(on__gte=span.starts_on, on__lte=span.ends_on)
    if scope == Scope(scope.provision_id):
        return found
    lines = lines_of(scope).filter(register__on__gte=span.starts_on, register__on__lte=span.ends_on)
    return found.filter(pupil_id__in=lines.order_by().values("pupil_id"))


def followed(duties: QuerySet[Duty], scope: Scope, span: Span, today: date) -> list[Followed]:
    """Return each pupil's day on which home was to be rung, and what became of it. Four statements at most."""
    asked = _within(duties, scope, span).filter(kind=DutyKind.CALL_HOME).exclude(state=Duty.State.WITHDRAWN)
    told: dict[tuple[int, date], bool] = {}
    for pupil_id, on, outcome in asked.order_by("on", "pk").values_list("pupil_id", "on", "outcome"):
        told[pupil_id, on] = told.get((pupil_id, on), False) or outcome == Discharge.NOTICE
    if not told:
        return []
    home = ContactAttempt.objects.filter(pupil__provision_id=scope.provision_id, commissioner=None)
    attempts = _within(home, scope, span).filter(Q(outcome__in=RUNG) | Q(outcome__in=REACHED))
    outcomes = set(attempts.order_by().values_list("pupil_id", "on", "outcome").distinct())
    rung = {(pupil_id, on) for pupil_id, on, outcome in outcomes if outcome in RUNG}
    reached = {(pupil_id, on) for pupil_id, on, outcome in outcomes if outcome in REACHED}
    unexplained, last_here = _unexplained_and_last_here(scope, Span(span.starts_on, today))
    return [
        Followed(
            rung=key in rung,
            reached=key in reached or by_notice,
            reason=key not in unexplained,
            back=key[0] in last_here and last_here[key[0]] > key[1],
        )
        for key, by_notice in told.items()
    ]


def _unexplained_and_last_here(scope: Scope, span: Span) -> tuple[set[tuple[int, date]], dict[int, date]]:
    """Return the days of pupils still without a reason, and the last day each pupil attended. Two statements."""
    code = _reader(scope)
    lines = lines_of(scope).filter(register__on__gte=span.starts_on, register__on__lte=span.ends_on).order_by()
    last: dict[int, date] = {}
    without: set[str] = set()
    rows = lines.values_list("pupil_id", "register__code_set", "current_mark__code_key").annotate(Max("register__on"))
    for pupil_id, code_set, key, on in rows:
        found = code(code_set, on, key)
        if found.category in ATTENDED:
            last[pupil_id] = max(on, last.get(pupil_id, on))
        if found.awaits_reason:
            without.add(key)
    waiting = (
        lines.filter(current_mark__code_key__in=without).values_list("pupil_id", "register__on") if without else ()
    )
    return set(waiting), last
