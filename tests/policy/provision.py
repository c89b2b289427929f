"""A provision's morning in a few words, for the sentences of this folder."""

from datetime import date, datetime, time, timedelta

from firstbell.domain.duties import Duty, DutyKind, DutyRule, Fact, Moments, facts_of, raised_by
from firstbell.domain.school_time import SchoolCalendar, Session, Span, london_day, starts_at
from firstbell.policy import Policy, load_preset

AUTUMN_2026 = SchoolCalendar(
    terms=(Span(date(2026, 9, 2), date(2026, 10, 23)), Span(date(2026, 11, 2), date(2026, 12, 18))),
    closed=frozenset({date(2026, 11, 27)}),
)
STEPPING_STONES = load_preset("stepping-stones")
ADVENTURE_IN_LEARNING = load_preset("adventure-in-learning")


def moments(
    policy: Policy, start: datetime, marked_at: datetime | None = None, session: Session = Session.AM
) -> Moments:
    """The instants of one line: a pupil's own start, marked a minute after it unless told otherwise."""
    day = london_day(start)
    hours = policy.times.hours
    session_start = starts_at(day, hours[session].starts_time)
    return Moments(
        on=day,
        happened_at=marked_at or start + timedelta(minutes=1),
        pupil_starts_at=start,
        session_starts_at=session_start,
        register_closes_at=start + timedelta(minutes=policy.open_minutes),
        session_ends_at=starts_at(day, hours[session].ends_time),
        first_session_ends_at=starts_at(day, hours[Session.AM].ends_time),
        day_ends_time=time(15, 0),
        calendar=AUTUMN_2026,
    )


def duties(
    policy: Policy,
    national: str,
    start: datetime,
    marked_at: datetime | None = None,
    session: Session = Session.AM,
    *,
    continues_run: bool = False,
) -> dict[DutyKind, Duty]:
    """The duties that a mark opens under a policy, by kind. national: the national meaning of the mark."""
    line = moments(policy, start, marked_at, session)
    facts = facts_of(policy.own_code(national, line.on))
    rules = [rule for fact in facts for rule in policy.rules_for(fact, line.on)]
    return {duty.kind: duty for duty in raised_by(facts, line, rules, continues_run=continues_run)}


def register_duty(policy: Policy, start: datetime) -> Duty:
    """The duty that a register not yet taken opens."""
    line = moments(policy, start, start)
    facts = {Fact.REGISTER_NOT_TAKEN}
    [duty] = raised_by(facts, line, policy.rules_for(Fact.REGISTER_NOT_TAKEN, line.on))
    return duty


def of_threshold(policy: Policy, threshold: str, kind: DutyKind | None = None) -> list[DutyRule]:
    """The rules that a crossing of a threshold sets off today, in the policy's order."""
    rules = policy.rules_for(Fact.ATTENDANCE_BELOW, date(2026, 11, 23))
    return [rule for rule in rules if rule.has([("threshold", threshold)]) and kind in (None, rule.duty)]
