"""A provision's days told in a few words, and the duties that follow from them."""

from collections.abc import Iterable
from datetime import date, datetime

from firstbell.domain.contact import Outcome
from firstbell.domain.desk import Followed
from firstbell.domain.following import follow
from firstbell.domain.happenings import Happening, Kind, News, PupilHere, Setting
from firstbell.domain.school_time import SchoolCalendar, Session
from firstbell.policy import Policy
from firstbell.policy.trying import setting_of
from tests.domain.times import london
from tests.policy.provision import AUTUMN_2026, STEPPING_STONES

AM, PM = Session.AM, Session.PM
MONDAY = "2026-11-23"
ROWAN = PupilHere("Rowan", contacts=2, commissioners=("Northgate School",))


def at(clock: str, day: str = MONDAY) -> datetime:
    return london(f"{day} {clock}")


def a_setting(
    policy: Policy = STEPPING_STONES, *pupils: PupilHere, calendar: SchoolCalendar | None = AUTUMN_2026
) -> Setting:
    return setting_of(policy, pupils or (ROWAN,), calendar)


def happens(kind: Kind, clock: str, day: str = MONDAY, **more) -> Happening:
    told = {"session": AM, "pupil": "Rowan", "on": date.fromisoformat(day)}
    return Happening(kind, at(clock, day), **{**told, **more})


def marked(code: str, clock: str = "09:03", day: str = MONDAY, **more) -> Happening:
    return happens(Kind.MARK, clock, day, code=code, **more)


def rang(outcome: Outcome, clock: str, day: str = MONDAY, to: str = "Mum", **more) -> Happening:
    return happens(Kind.ATTEMPT, clock, day, outcome=outcome, to=to, **more)


def mail(news: News, clock: str, day: str = MONDAY, **more) -> Happening:
    return happens(Kind.MESSAGE, clock, day, news=news, **more)


def duties(
    told: Iterable[Happening], until: str = "16:30", day: str = MONDAY, setting: Setting | None = None
) -> list[Followed]:
    return follow(told, setting or a_setting(), until=at(until, day))


def duty(told: Iterable[Happening], rule: str, until: str = "16:30", day: str = MONDAY, **more) -> Followed:
    """The one duty of a rule; the first of several."""
    found = [each for each in duties(told, until, day, **more) if each.rule.key == rule]
    assert found, f"no duty of {rule}"
    return found[0]


def rules_of(followed: Iterable[Followed], subject: str = "Rowan") -> list[str]:
    return [each.rule.key for each in followed if each.subject == subject]
