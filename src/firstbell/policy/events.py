"""Reads what happened from a JSON file, and reports everything that is wrong with it at once.

The form of the file: docs/run/policy.md.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from firstbell.domain.contact import Outcome
from firstbell.domain.duties import Discharge, Fact, figures_of
from firstbell.domain.errors import Refused
from firstbell.domain.happenings import Happening, Kind, News, PupilHere, Setting
from firstbell.domain.school_time import SchoolCalendar, Session, Span, london_day, london_time, long_date, starts_at
from firstbell.policy.faults import choose_from
from firstbell.policy.json_tables import EventFaults, Object
from firstbell.policy.policies import Policy
from firstbell.policy.trying import setting_of

TOP = ("events", "pupils", "terms", "closed", "until")
EVERY = ("what", "at", "on", "session")
MAY_HOLD: dict[Kind, tuple[str, ...]] = {
    Kind.REGISTER_TAKEN: (),
    Kind.MARK: ("pupil", "code"),
    Kind.ATTEMPT: ("pupil", "outcome", "to", "time", "code", "rest_of_day"),
    Kind.NOTICE: ("pupil", "code", "rest_of_day", "in_writing"),
    Kind.ARRIVAL: ("pupil", "time"),
    Kind.LEFT: ("pupil", "time"),
    Kind.MESSAGE: ("pupil", "to", "news"),
    Kind.CLAIM: ("pupil", "rule", "to"),
    Kind.RECORD: ("pupil", "rule", "to", "met_by", "code"),
    Kind.FACT: ("pupil", "fact", "figures", "time", "to"),
}
"""The keys an event may hold beside EVERY."""
WITHOUT_A_PUPIL = frozenset({Kind.REGISTER_TAKEN, Kind.MESSAGE, Kind.CLAIM, Kind.RECORD})
ABOUT_A_LINE = frozenset({Kind.REGISTER_TAKEN, Kind.MARK, Kind.ATTEMPT, Kind.ARRIVAL, Kind.LEFT})
"""These belong to a session: where none is written, to the one that runs at their time."""


@dataclass(frozen=True)
class Told:
    """What happened, where, and up to when duties are worked out."""

    happenings: tuple[Happening, ...]
    setting: Setting
    until: datetime


def read_events(text: str, policy: Policy) -> Told:
    """Return what a JSON text tells. Raises EventFaults with every fault."""
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise EventFaults(
            [f"{place}: This cannot be read as JSON: {error.msg}. Look for a comma or a bracket."]
        ) from None
    if isinstance(values, list):
        values = {"events": values}
    if not isinstance(values, dict):
        raise EventFaults(['the whole file: This is neither a list nor an object. Write { "events": [ … ] }.'])
    file = Object(values, "")
    file.only(*TOP)
    if not file.holds("events"):
        file.fault("events", "'events' is missing.", 'Add "events": [ … ].')
    calendar = _calendar(file)
    pupils = [_pupil(each, policy) for each in file.objects("pupils", "pupil")]
    setting = setting_of(policy, pupils, calendar)
    happenings = [_event(each, setting, policy) for each in file.objects("events", "event")]
    until = file.instant("until")
    if file.faults:
        raise EventFaults(file.faults)
    told = tuple(each for each in happenings if each is not None)
    last = max((each.at for each in told), default=None)
    if until is None and last is not None:
        until = max(last, setting.day_ends_at(london_day(last)))
    return Told(told, setting, until or starts_at(date(2000, 1, 1), time(0, 0)))


def _calendar(table: Object) -> SchoolCalendar | None:
    """Read terms, as pairs of dates, and closed days; without terms every weekday is a school day."""
    terms = table.values.get("terms")
    closed = [table.one_day("closed", day) for day in table.texts("closed")]
    if terms is None:
        if closed:
            table.fault(
                "closed", "Days are closed, and no term is given.", 'Add "terms": [["2026-11-02", "2026-12-18"]].'
            )
        return None
    spans = []
    for pair in terms if isinstance(terms, list) else [terms]:
        if not isinstance(pair, list) or len(pair) != 2:
            table.fault("terms", f"{pair!r} is not a pair of dates.", 'Write [["2026-11-02", "2026-12-18"]].')
            continue
        starts_on, ends_on = (table.one_day("terms", day or "") for day in pair)
        if starts_on and ends_on:
            try:
                spans.append(Span(starts_on, ends_on))
            except Refused as refusal:
                table.fault("terms", refusal.what, refusal.do)
    return SchoolCalendar(tuple(spans), frozenset(day for day in closed if day))


def _pupil(table: Object, policy: Policy) -> PupilHere:
    table.only("name", "starts", "sessions", "contacts", "at_risk", "site", "commissioners", "main_school")
    name = table.text("name", needed=True)
    starts, sessions = {}, tuple(policy.times.hours)
    if own := table.inner("starts"):
        own.only(*policy.times.hours)
        starts = {session: clock for session in policy.times.hours if (clock := own.clock(session))}
    if table.holds("sessions"):
        named = table.texts("sessions")
        for word in named:
            if word not in set(policy.times.hours):
                table.fault("sessions", f"{word!r} is no session here.", choose_from(list(policy.times.hours), word))
        sessions = tuple(session for session in policy.times.hours if session in named)
    main_school = table.inner("main_school")
    if main_school:
        main_school.only("terms", "closed")
    return PupilHere(
        name=name,
        starts=starts,
        sessions=sessions,
        contacts=table.whole("contacts", 1, 20, default=1),
        at_risk=table.flag("at_risk"),
        site=table.text("site"),
        commissioners=table.texts("commissioners"),
        main_school_calendar=_calendar(main_school) if main_school else None,
    )


def _event(table: Object, setting: Setting, policy: Policy) -> Happening | None:
    kind, at = table.choice("what", Kind, needed=True), table.instant("at", needed=True)
    if kind is None or at is None:
        return None
    table.only(*EVERY, *MAY_HOLD[kind])
    on = table.day("on") or london_day(at)
    session = table.choice("session", Session)
    if session is not None and session not in setting.hours:
        table.fault("session", f"The policy has no {session.value} session.", "Leave it out, or give its hours.")
    if session is None and kind in ABOUT_A_LINE and not table.holds("session"):
        session = _session_at(at, setting)
    pupil = table.text("pupil", needed=kind not in WITHOUT_A_PUPIL and "pupil" in MAY_HOLD[kind])
    if pupil and setting.pupils and pupil not in setting.pupils:
        table.fault("pupil", f"{pupil!r} is not among the pupils.", choose_from(sorted(setting.pupils), pupil))
    clock = table.clock("time")
    event = Happening(
        kind,
        at,
        on,
        session,
        pupil,
        code=_code(table, policy, on, needed=kind is Kind.MARK),
        to=table.text("to"),
        when_at=starts_at(on, clock) if clock else None,
        rest_of_day=table.flag("rest_of_day"),
        in_writing=table.flag("in_writing"),
    )
    return _of_its_kind(event, table, policy)


def _of_its_kind(event: Happening, table: Object, policy: Policy) -> Happening:
    """Read what only events of this kind hold."""
    if event.kind is Kind.ATTEMPT:
        return replace(event, outcome=table.choice("outcome", Outcome, needed=True))
    if event.kind is Kind.MESSAGE:
        return replace(event, news=table.choice("news", News, needed=True))
    if event.kind is Kind.FACT:
        return replace(event, fact=table.choice("fact", Fact, needed=True), figures=_figures(table))
    if event.kind in (Kind.CLAIM, Kind.RECORD):
        keys = sorted({rule.key for rule in policy.rules})
        rule = table.text("rule", needed=event.kind is Kind.CLAIM)
        if rule and rule not in keys:
            table.fault("rule", f"The policy has no rule {rule!r}.", choose_from(keys, rule))
        met_by = table.choice("met_by", Discharge) if event.kind is Kind.RECORD else None
        return replace(event, rule=rule, met_by=met_by)
    return event


def _figures(table: Object) -> tuple[tuple[str, int | str], ...]:
    """Read the figures of a fact, such as {"threshold": "below-target"}; they may be left out."""
    inner = table.inner("figures")
    if inner is None:
        return ()
    known = sorted({name for fact in Fact for name in figures_of(fact)})
    inner.only(*known)
    return tuple((name, value) for name, value in inner.values.items() if isinstance(value, int | str))


def _code(table: Object, policy: Policy, on: date, *, needed: bool) -> str:
    code = table.text("code", needed=needed)
    if code:
        known = policy.own_code_set(on)
        try:
            known.read(code, on)
        except Refused:
            what = f"{code!r} is no code of this policy on {long_date(on)}."
            table.fault("code", what, choose_from([each.key for each in known], code))
    return code


def _session_at(at: datetime, setting: Setting) -> Session:
    """Return the session that an instant belongs to: the last that has begun, else the first."""
    begun = [session for session in sorted(setting.hours) if setting.hours[session][0] <= london_time(at)]
    return begun[-1] if begun else min(setting.hours, default=Session.AM)
