"""What follows when a duty is met or missed: the rules it names, and its own rule again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from firstbell.domain.duties import DutyKind, DutyRule, Fact, Moments
from firstbell.domain.school_time import ONE_DAY, CalendarEnds, london_day, london_time, starts_at, weekdays_after
from firstbell.duties.commands.rows import row
from firstbell.duties.commands.scoped import scope_of
from firstbell.duties.models import Duty
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions


def after_missed(missed: Iterable[Duty], at: datetime, policy: Policy | None = None) -> list[Duty]:
    """Return the duties to open because the time of these has passed: each rule's if_missed."""
    return _named([(duty, duty.if_missed, duty.due_at) for duty in missed], at, policy)


def after_met(met: Iterable[Duty], at: datetime, policy: Policy | None = None) -> list[Duty]:
    """Return the duties to open because these were met: each rule's if_met, and the rule again where it repeats.

    `outcome` says what met each; one of the rule's `until` ends the repeating.
    """
    met = list(met)
    return _named([(duty, duty.if_met, at) for duty in met], at, policy) + again(met, at, policy)


def after_marked(met: Iterable[Duty], at: datetime, policy: Policy) -> list[Duty]:
    """Return what follows duties that a mark itself met. It rests on nothing: what began it has just ended."""
    found = after_met(met, at, policy)
    for duty in found:
        duty.fact = Fact.AFTER_A_DUTY
    return found


def missed_at_birth(opened: Iterable[Duty], at: datetime, policy: Policy) -> list[Duty]:
    """Return what follows duties that were past their time when they opened."""
    return after_missed([duty for duty in opened if duty.was_late and duty.if_missed], at, policy)


def again(ended: Iterable[Duty], at: datetime, policy: Policy | None = None, *, day_over: bool = False) -> list[Duty]:
    """Return the next duty of each that repeats: minutes on in the same session, or school days on at the same time.

    day_over: their own day ended on them, so that school days run from that day; else from the day they were met.
    """
    today = london_day(at)
    found = []
    for duty in ended:
        rule = _rule_of(duty, policy or _policy_of(duty)) if duty.repeats else None
        if rule is None or rule.repeat is None or duty.outcome in set(rule.repeat.until):
            continue
        if rule.repeat.minutes is not None:
            on, due_at = duty.on, at + timedelta(minutes=rule.repeat.minutes)
            if london_day(due_at) != on:
                continue  # What repeats by the minute ends with its day.
        else:
            since = max(duty.on, today - ONE_DAY if day_over else today)
            on = _school_days_after(duty, since, rule.repeat.school_days or 1)
            due_at = starts_at(on, london_time(duty.due_at))
        following = row(rule, due_at, duty.subject, on, duty.session, duty.provision_id, at)
        _same_pupil(following, duty)
        if on == duty.on:
            following.occasion = _next_occasion(duty.occasion)
        found.append(following)
    return found


def _named(ended: list[tuple[Duty, str, datetime]], at: datetime, policy: Policy | None) -> list[Duty]:
    """Return the duties of the rules named: (earlier duty, rule keys, when it was settled).

    One that is past its own time at birth brings on what follows its miss as well; each rule once.
    """
    found: list[Duty] = []
    opened: set[tuple[str, str, date, str, str]] = set()
    while ended:
        earlier, keys, settled_at = ended.pop(0)
        for following in _rows(earlier, set(keys.split()), settled_at, at, policy):
            key = (following.rule, following.subject, following.on, following.session, following.occasion)
            if key in opened:
                continue
            opened.add(key)
            found.append(following)
            if following.was_late:
                ended.append((following, following.if_missed, following.due_at))
    return found


def _rows(earlier: Duty, keys: set[str], settled_at: datetime, at: datetime, policy: Policy | None) -> list[Duty]:
    if not keys:
        return []
    policy = policy or _policy_of(earlier)
    found = []
    site, commissioners = scope_of(policy, earlier.pupil_id, earlier.on)
    for rule in policy.rules_for(Fact.AFTER_A_DUTY, earlier.on, site=site, commissioners=commissioners):
        if rule.key not in keys:
            continue
        counts_days = rule.due.school_days > 0
        moments = Moments(
            on=london_day(settled_at),
            happened_at=settled_at,
            pupil_starts_at=earlier.starts_at,
            calendar=provisions.calendar(earlier.provision_id) if counts_days else None,
            settled=dict.fromkeys(DutyKind, settled_at),
        )
        following = row(
            rule, rule.due_at(moments), earlier.subject, earlier.on, earlier.session, earlier.provision_id, at
        )
        _same_pupil(following, earlier)
        following.fact = earlier.fact  # It is moot as soon as what began it all is no longer so.
        found.append(following)
    return found


def _same_pupil(following: Duty, earlier: Duty) -> None:
    following.pupil_id, following.commissioner_id = earlier.pupil_id, earlier.commissioner_id
    following.starts_at, following.occasion = earlier.starts_at, earlier.occasion


def _next_occasion(occasion: str) -> str:
    """Return the occasion of the next round: to:5, then to:5#2, then to:5#3."""
    base, _, number = occasion.partition("#")
    return f"{base}#{int(number or 1) + 1}"


def _school_days_after(duty: Duty, day: date, count: int) -> date:
    try:
        return provisions.calendar(duty.provision_id).add_school_days(day, count)
    except CalendarEnds:
        return weekdays_after(day, count)


def _rule_of(duty: Duty, policy: Policy) -> DutyRule | None:
    site, commissioners = scope_of(policy, duty.pupil_id, duty.on)
    return policy.rule(duty.rule, duty.on, site=site, commissioners=commissioners)


def _policy_of(duty: Duty) -> Policy:
    """Return the policy that opened a duty: that of its day."""
    return provisions.policy_on(duty.provision_id, duty.on)
