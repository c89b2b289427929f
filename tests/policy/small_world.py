"""A pupil's mornings, asked in one line each: what the checks of dangerous slips look at."""

from dataclasses import replace
from datetime import date, datetime, time

from firstbell.domain.contact import Outcome
from firstbell.domain.desk import Followed
from firstbell.domain.duties import Anchor, Due, Each, Fact, Moments, raised_by
from firstbell.domain.following import follow
from firstbell.domain.happenings import Happening, Kind, News, PupilHere, Setting
from firstbell.domain.marks import Choice, code_for
from firstbell.domain.pupil_days import Days
from firstbell.domain.school_time import LONDON, SchoolCalendar, Session, Span, london_day
from firstbell.policy import Policy, load_preset, parse, preset_text
from firstbell.policy.trying import setting_of
from tests.domain.rules_in_words import a_morning, a_rule
from tests.domain.times import london
from tests.policy import lines_in_words as lines
from tests.policy.provision import AUTUMN_2026
from tests.policy.provision import duties as raised_duties

__all__ = ["lines", "london", "london_day"]

MONDAY = "2026-11-23"
AM, PM = Session.AM, Session.PM
HALF_TERM = SchoolCalendar((Span(date(2026, 4, 13), date(2026, 5, 22)), Span(date(2026, 6, 1), date(2026, 7, 17))))
_text = ""


def slip_in_the_policy(true: str, slip: str) -> None:
    global _text
    text = preset_text("stepping-stones")
    assert true in text
    _text = text.replace(true, slip) if true else text


def policy(name: str = "") -> Policy:
    return load_preset(name) if name else parse(_text)


def here(
    starts: str = "09:00", name: str = "", contacts: int = 1, calendar: SchoolCalendar | None = AUTUMN_2026
) -> Setting:
    pupil = PupilHere("Rowan", {AM: time.fromisoformat(starts)}, contacts=contacts, commissioners=("Northgate School",))
    return setting_of(policy(name), [pupil], calendar)


def told(kind: Kind, clock: str, day: str = MONDAY, session: Session | None = AM, **more) -> Happening:
    return Happening(kind, london(f"{day} {clock}"), date.fromisoformat(day), session, "Rowan", **more)


def shown(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}" if at else ""


def play(*happenings: Happening, until: str = f"{MONDAY} 23:00", **setting) -> list[Followed]:
    return follow(happenings, here(**setting), until=london(until))


def one(found: list[Followed], key: str) -> Followed:
    return next(each for each in found if each.rule.key == key)


def due_of(found: list[Followed], key: str) -> str:
    return shown(one(found, key).due_at)


def due(key: str, starts: str = "09:00", marked: str = "09:03", day: str = MONDAY) -> str:
    calendar = AUTUMN_2026 if day >= "2026-09" else None
    return due_of(
        play(told(Kind.MARK, marked, day, code="N"), until=f"{day} 23:00", starts=starts, calendar=calendar), key
    )


def keys(code: str, policy: str = "") -> list[str]:
    return [each.rule.key for each in play(told(Kind.MARK, "09:03", code=code), name=policy)]


def call_at(clock: str, outcome: str = "no_answer") -> Followed:
    rang = told(Kind.ATTEMPT, clock, outcome=Outcome(outcome), to="Mum")
    return one(play(told(Kind.MARK, "09:03", code="N"), rang, until="2026-11-24 08:00"), "call-home")


def told_when_arrived_at(clock: str) -> str:
    return one(play(told(Kind.MARK, "09:03", code="N"), told(Kind.ARRIVAL, clock)), "tell-the-school").state


def raised(code: str, starts: str, marked: str) -> dict:
    return raised_duties(policy(), code, london(f"{MONDAY} {starts}"), london(f"{MONDAY} {marked}"))


def raised_on(day: str) -> list[str]:
    return list(raised_duties(policy(), "N", london(f"{day} 09:00")))


def opened_under_all_rules(code: str, day: str = MONDAY) -> list[str]:
    from firstbell.domain.duties import facts_of

    start = london(f"{day} 09:00")
    moments = replace(a_morning(), on=date.fromisoformat(day), pupil_starts_at=start, happened_at=start)
    marks = facts_of(policy().own_code(code, moments.on))
    with_a_start = [rule for rule in policy().rules if rule.when is not Fact.AFTER_A_DUTY]
    return [each.rule.key for each in raised_by(marks, moments, with_a_start)]


def whole_day(morning: str, afternoon: str) -> list[Followed]:
    return play(told(Kind.MARK, "09:03", code=morning), told(Kind.MARK, "12:48", session=PM, code=afternoon))


def on_the_way(came: str = "") -> list[Followed]:
    rang = told(Kind.ATTEMPT, "09:05", outcome=Outcome.ON_THE_WAY, to="Mum", when_at=london(f"{MONDAY} 09:20"))
    arrived = [told(Kind.ARRIVAL, came)] if came else []
    return play(told(Kind.MARK, "09:03", code="N"), rang, *arrived, until=f"{MONDAY} 09:40")


def afternoon_pupil_is_rung_by() -> str:
    noon, three = london(f"{MONDAY} 12:00"), london(f"{MONDAY} 15:00")
    moments = Moments(date.fromisoformat(MONDAY), noon, noon, noon, session_ends_at=three, first_session_ends_at=noon)
    return shown(moments.at(Anchor.FIRST_SESSION_END))


def due_in(day: str = MONDAY, weeks: int = 0) -> str:
    moments = replace(a_morning(), on=date.fromisoformat(day))
    return shown(a_rule(due=Due(weeks=weeks)).due_at(moments))


def _half_term_moments(main_school: SchoolCalendar) -> Moments:
    """Friday 22 May 2026 (R-015): the provision has no half-term, the main school has."""
    calendar = SchoolCalendar((Span(date(2026, 4, 13), date(2026, 7, 17)),), frozenset({date(2026, 5, 25)}))
    return replace(a_morning(), on=date(2026, 5, 22), calendar=calendar, main_school_calendar=main_school)


def decided_by(main_school: SchoolCalendar) -> str:
    rule = a_rule(when=Fact.N_UNRESOLVED, due=Due(school_days=5))
    return shown(rule.due_at(_half_term_moments(main_school)))[:10]


def confirmed_by(main_school: SchoolCalendar) -> str:
    rule = a_rule(when=Fact.RETURNED_WITHOUT_CONFIRMATION, due=Due(school_days=2))
    return shown(rule.due_at(_half_term_moments(main_school)))[:10]


def holds_on_its_last_day() -> bool:
    return a_rule(until_on=date(2026, 11, 23)).holds_on(date(2026, 11, 23))


def owner_at(clock: str, claimed: str = "") -> str:
    claims = [told(Kind.CLAIM, claimed, rule="call-home")] if claimed else []
    return one(play(told(Kind.MARK, "09:03", code="N"), *claims, until=f"{MONDAY} {clock}"), "call-home").owner


def asked_on(day: int, every: int = 1) -> bool:
    return a_rule(figures={"days": 2, "every_days": every}, each=Each.SESSION).opens_in_run(day)


def chases(receipt: str = "", asked: str = "") -> int:
    mail = told(Kind.MESSAGE, "09:18", news=News.ACCEPTED)
    read = [told(Kind.MESSAGE, receipt, news=News.RECEIPT)] if receipt else []
    done = [told(Kind.RECORD, asked, rule="chase-the-receipt")] if asked else []
    found = play(told(Kind.MARK, "09:03", code="N"), mail, *read, *done, until=f"{MONDAY} 11:00")
    return len([each for each in found if each.rule.key == "chase-the-receipt"])


def rung_within(commissioner: str) -> int | None:
    call = policy().rules_for(Fact.UNEXPLAINED_ABSENCE, date.fromisoformat(MONDAY))[0]
    theirs = replace(call, due=replace(call.due, minutes=5), commissioners=("Northgate School",))
    both = replace(policy(), rules=(call, theirs))
    [rule] = both.rules_for(Fact.UNEXPLAINED_ABSENCE, date.fromisoformat(MONDAY), commissioners=[commissioner])
    return rule.due.minutes


def message_goes_at(marked: str) -> str:
    return shown(one(play(told(Kind.MARK, marked, code="N")), "tell-the-school").message_goes_at)


def keys_after_a_notice() -> list[str]:
    return [each.rule.key for each in play(told(Kind.NOTICE, "08:30"), told(Kind.MARK, "09:03", code="N"))]


def _nobody(contacts: int = 1, reached: bool = False) -> list[Happening]:
    outcome = Outcome.TOLD_BY_SCHOOL if reached else Outcome.NO_ANSWER
    return [told(Kind.MARK, "09:03", code="N"), told(Kind.ATTEMPT, "09:06", outcome=outcome, to="Mum")]


def lost(contacts: int = 1, reached: bool = False) -> bool:
    return any(each.fact is Fact.NOBODY_FOUND for each in play(*_nobody(contacts, reached), contacts=contacts))


def council_waits_after_five_days() -> bool:
    return one(play(*_nobody(), until="2026-12-02 16:00"), "cme-notification").waits


def left_and_marked_again() -> str:
    left = told(Kind.LEFT, "11:05")
    again = told(Kind.MARK, "11:07", code="/")
    found = play(told(Kind.MARK, "09:03", code="/"), left, again, until=f"{MONDAY} 11:08")
    return one(found, "left-call-home").state


def arrives_at_close() -> str:
    nine, half_past = london(f"{MONDAY} 09:00"), london(f"{MONDAY} 09:30")
    return code_for(Choice.LATE, AM, half_past, nine, half_past)


def _run(*marks: tuple[str, Session, str]) -> int:
    days = Days()
    for day, session, code in marks:
        on = date.fromisoformat(day)
        days.of("Rowan", on).codes[session] = policy().own_code(code, on)
    return days.run_of_absence("Rowan", date(2026, 11, 25)).length


def run_after_a_day_here() -> int:
    return _run(("2026-11-23", AM, "I"), ("2026-11-24", AM, "/"), ("2026-11-25", AM, "I"))


def run_with_an_afternoon_here() -> int:
    return _run(("2026-11-24", AM, "I"), ("2026-11-24", PM, "\\"), ("2026-11-25", AM, "I"))


def nobody_reached(contacts: int) -> bool:
    return any(each.fact is Fact.CONTACTS_EXHAUSTED for each in play(*_nobody(), contacts=contacts))


def call_next_morning() -> str:
    return one(play(told(Kind.MARK, "09:03", code="N"), until="2026-11-24 08:00"), "call-home").state
