"""The whole demonstration: a school day near the date asked for, two provisions, and six weeks behind them."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from firstbell.domain.school_time import LONDON, SchoolCalendar, Span, starts_at
from firstbell.practice import cast
from firstbell.practice import clock as practice_clock
from firstbell.practice.calendar import terms_around
from firstbell.practice.cases import keep_the_council
from firstbell.practice.history import bring_in, habits_of
from firstbell.practice.living import Past, live
from firstbell.practice.making import make_place
from firstbell.practice.models import PracticeClock
from firstbell.practice.support import Support
from firstbell.practice.support_cases import Days
from firstbell.provisions.queries import bank_holidays

OPENING = time(8, 50)
HISTORY_DAYS = 30
LIVED_DAYS = 5


def make_demonstration(begins: datetime | None) -> datetime:
    """Fill an empty database. Returns the instant (UTC) at which the practice clock begins.

    begins: a London wall-clock time without zone; None for 08:50 of today. A day without school gives way to the next.
    """
    day = _school_day(begins.date() if begins else datetime.now(LONDON).date())
    opening = starts_at(day, begins.time() if begins else OPENING)
    days = _days_before(day, HISTORY_DAYS)
    made_at = starts_at(days[0], time(7, 0))
    password_hash = make_password(cast.PASSWORD)
    earlier, lived = days[:-LIVED_DAYS], days[-LIVED_DAYS:]
    PracticeClock.objects.create()
    days_of_all = Days(earlier, lived, day, _calendar(day))
    pasts, supports = [], []
    for place in cast.PLACES:
        made = make_place(
            place, day, history_from=days[0], goes_live_on=lived[0], at=made_at, password_hash=password_hash
        )
        keep_the_council(made, made_at)
        dice = random.Random(place.pupils)
        support = Support(made, days_of_all)
        habits = habits_of(made, dice) | support.habits()
        support.live_weeks_before(made_at)
        bring_in(made, habits, earlier, dice, at=starts_at(lived[0], time(1, 0)))
        pasts.append(Past(made, habits, dice))
        supports.append(support)
    live(lived, [*pasts, *supports])
    for past in pasts:
        past.families.ring_in_today(day, at=min(opening, starts_at(day, OPENING)) - timedelta(minutes=18))
    for support in supports:
        support.begin_the_day(min(opening, starts_at(day, OPENING)))
    practice_clock.set_to(opening)
    return opening


def _calendar(day: date) -> SchoolCalendar:
    spans = [
        span
        for term in terms_around(day)
        for span in (
            Span(term.starts_on, term.break_starts_on - timedelta(days=1)),
            Span(term.break_ends_on + timedelta(days=1), term.ends_on),
        )
    ]
    holidays = {each for year in range(day.year - 2, day.year + 3) for each in bank_holidays(year)}
    return SchoolCalendar(tuple(spans), frozenset(holidays))


def _school_day(day: date) -> date:
    """Today if it is a school day, else the next one."""
    calendar = _calendar(day)
    while not calendar.is_school_day(day):
        day += timedelta(days=1)
    return day


def _days_before(day: date, count: int) -> list[date]:
    """The last `count` school days before `day`, oldest first."""
    calendar = _calendar(day)
    found: list[date] = []
    while len(found) < count:
        day -= timedelta(days=1)
        if calendar.is_school_day(day):
            found.append(day)
    return found[::-1]
