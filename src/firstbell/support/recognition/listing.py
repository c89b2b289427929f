"""The weekly list: what pupils earned by the policy's rules, and the duties that go with it (SS-28).

Looked at every night. The last two finished weeks are looked at again, so that an N explained on Tuesday still earns
last week's full week, and what an amendment took away is taken off the list. Coming back after a long absence is seen
on the next morning and does not wait for the week's end: a plan for the first days depends on it (SS-29).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from firstbell.domain.duties import DutyKind, DutyRule, Fact, Moments
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.recognising import Achievement, Earned, earned_in_week, half_term_ending_in, is_over
from firstbell.domain.school_time import SchoolCalendar, Span, london_day, monday_of
from firstbell.duties import commands as duties
from firstbell.duties.commands.scoped import rules_here, scope_of
from firstbell.duties.facts import pupil_subject
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.people.models import Pupil
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import Provision
from firstbell.registers.queries import marked_sessions
from firstbell.support.recognition import commands
from firstbell.support.recognition.models import Recognition

WORKER = Actor.system("worker")
FACTS = frozenset(Fact(each.value) for each in Achievement)
LOOKED_AT_AGAIN = 2
"""So many finished weeks are looked at each night."""
LONGEST_ABSENCE = timedelta(days=120)
PUPILS_AT_ONCE = 50
"""A year of marks of so many pupils is held at a time."""
ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class _Week:
    """A week to look at: its Monday, the policy of its days, and whether it is over."""

    on: date
    policy: Policy
    is_over: bool


@dataclass
class _Desk:
    """What one night's look at one provision is made with. known: duties opened before, by rule, subject and day."""

    provision_id: int
    calendar: SchoolCalendar
    weeks: list[_Week]
    at: datetime
    listed: dict[tuple[int, str, date], Recognition] = field(default_factory=dict)
    known: set[tuple[str, str, date]] = field(default_factory=set)


def list_recognitions(provision_id: int, at: datetime) -> None:
    """Bring the lists of this week and the last finished weeks into line with the register. Twice changes nothing."""
    today = london_day(at)
    go_live_on = Provision.objects.values_list("go_live_on", flat=True).get(pk=provision_id)
    calendar = provisions.calendar(provision_id)
    weeks = _weeks(provision_id, today, go_live_on, calendar)
    if not any(_rules_of(week) for week in weeks):
        return
    desk = _Desk(provision_id, calendar, weeks, at)
    since = min(week.on for week in weeks)
    listed = Recognition.objects.filter(provision_id=provision_id, week_on__gte=since - 26 * ONE_WEEK)
    desk.listed = {(each.pupil_id, each.rule, each.ends_on): each for each in listed}
    opened = Duty.objects.filter(provision_id=provision_id, fact__in=FACTS, on__gte=since - ONE_WEEK)
    desk.known = set(opened.values_list("rule", "subject", "on"))
    span = Span(min(_begins(week, calendar) for week in weeks), today)
    pupils = list(Pupil.objects.filter(provision_id=provision_id, archived_at=None).order_by("pk"))
    for start in range(0, len(pupils), PUPILS_AT_ONCE):
        some = pupils[start : start + PUPILS_AT_ONCE]
        sessions = marked_sessions([pupil.pk for pupil in some], span)
        for pupil in some:
            _look_at(pupil, sessions.get(pupil.pk, ()), desk)


def _weeks(provision_id: int, today: date, go_live_on: date, calendar: SchoolCalendar) -> list[_Week]:
    """Return the finished weeks, latest first, and this one; none that began before the provision went live."""
    this = monday_of(today)
    mondays = [this - number * ONE_WEEK for number in range(10)]
    over = [monday for monday in mondays if is_over(monday, today, calendar)][:LOOKED_AT_AGAIN]
    looked_at = [monday for monday in sorted({this, *over}) if monday >= monday_of(go_live_on)]
    return [
        _Week(monday, provisions.policy_on(provision_id, monday), monday in over and monday >= go_live_on)
        for monday in looked_at
    ]


def _rules_of(week: _Week, pupil_id: int | None = None) -> list[DutyRule]:
    """Return the rules for a pupil that can be judged now: before the week is over, only coming back."""
    scope = scope_of(week.policy, pupil_id, week.on)
    rules = rules_here(week.policy, FACTS, week.on).at(*scope)
    return [rule for rule in rules if week.is_over or rule.when == Fact.RETURNED_AFTER_LONG_ABSENCE]


def _begins(week: _Week, calendar: SchoolCalendar) -> date:
    """Return the first day whose marks a rule of this week may need."""
    begins = [week.on - LONGEST_ABSENCE]
    if half_term := half_term_ending_in(week.on, calendar):
        begins.append(half_term.starts_on)
    for rule in week.policy.rules:
        if rule.when == Fact.IMPROVED:
            stretches = 2 * int(rule.figures["school_weeks"])
            before = calendar.school_weeks(Span(week.on - timedelta(days=500), week.on))
            begins += before[-stretches:][:1]
    return min(begins)


def _look_at(pupil: Pupil, sessions: Sequence[MarkedSession], desk: _Desk) -> None:
    for week in desk.weeks:
        earned = earned_in_week(
            sessions,
            week.on,
            _rules_of(week, pupil.pk),
            desk.calendar,
            medical_counts=week.policy.medical_absence_counts,
        )
        for rule, found in earned:
            if rule.duty is DutyKind.RECOGNITION:
                _list(pupil, rule, found, week, desk)
            _open_duty(pupil, rule, found, week, desk)
        _take_off(pupil, {(rule.key, found.days.ends_on) for rule, found in earned}, week, desk)


def _list(pupil: Pupil, rule: DutyRule, earned: Earned, week: _Week, desk: _Desk) -> None:
    known = desk.listed.get((pupil.pk, rule.key, earned.days.ends_on))
    if known is None and _was_recognised_lately(pupil, rule, earned, desk.listed.values()):
        return
    listed = commands.list_earned(pupil, rule.key, earned, known, week_on=week.on, by=WORKER, at=desk.at)
    desk.listed[pupil.pk, rule.key, earned.days.ends_on] = listed


def _was_recognised_lately(pupil: Pupil, rule: DutyRule, earned: Earned, listed: Iterable[Recognition]) -> bool:
    """Whether the same improvement stands on an earlier list: the stretch moves on a week, the gain is the same."""
    if earned.achievement is not Achievement.IMPROVED:
        return False
    return any(
        each.pupil_id == pupil.pk
        and each.rule == rule.key
        and each.state != Recognition.State.NO_LONGER
        and each.ends_on >= earned.days.starts_on
        for each in listed
    )


def _open_duty(pupil: Pupil, rule: DutyRule, earned: Earned, week: _Week, desk: _Desk) -> None:
    """Open what the rule makes due, once; an improvement that is not listed anew makes nothing due."""
    on = earned.days.ends_on
    is_listed = (pupil.pk, rule.key, on) in desk.listed or rule.duty is not DutyKind.RECOGNITION
    key = (rule.key, pupil_subject(pupil.pk), on)
    if key in desk.known or not is_listed:
        return
    desk.known.add(key)
    site, commissioners = scope_of(week.policy, pupil.pk, week.on)
    duties.open_because(
        rule.when,
        Moments(on=on, happened_at=desk.at, calendar=desk.calendar),
        week.policy,
        provision_id=desk.provision_id,
        pupil_id=pupil.pk,
        session="",
        at=desk.at,
        by=WORKER,
        site=site,
        commissioners=commissioners,
        only=lambda each: each.key == rule.key,
    )


def _take_off(pupil: Pupil, earned: Collection[tuple[str, date]], week: _Week, desk: _Desk) -> None:
    """Take what is no longer so off a week's list, while nobody has given it."""
    for (pupil_id, rule, ends_on), each in desk.listed.items():
        theirs = pupil_id == pupil.pk and each.week_on == week.on and (rule, ends_on) not in earned
        if theirs and each.state == Recognition.State.WAITING:
            commands.take_off(each, by=WORKER, at=desk.at)
