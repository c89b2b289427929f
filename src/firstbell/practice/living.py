"""Days lived here: each is run minute by minute through what staff really do, with the worker beside them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from firstbell.domain.school_time import london_day, starts_at
from firstbell.practice import cast
from firstbell.practice.agenda import Agenda
from firstbell.practice.cases import Searching
from firstbell.practice.characters import LEAVE, LOST, MONDAYS
from firstbell.practice.families import Families
from firstbell.practice.helping import Helping
from firstbell.practice.history import Habits
from firstbell.practice.making import Made
from firstbell.practice.office import Office
from firstbell.practice.schools import Schools
from firstbell.practice.tutors import PlannedDay, Tutors
from firstbell.registers.models import Register
from firstbell.worker import loop

# Minutes after a session's start at which the office goes round its board, and at which it writes and sends emails.
ROUNDS = (4, 6, 8, 9, 11, 13, 15, 17, 20, 23, 26, 29, 33, 40, 50, 64, 75, 90, 120, 135)
POSTS = (5, 13, 19, 31)
# For pupils who begin at ten.
POSTS_OF_LATE_STARTERS = (time(10, 6), time(10, 19))
OPENS = time(2, 0)
LAST_ROUNDS = (time(14, 5), time(14, 20), time(15, 2), time(15, 20), time(15, 35))
TURNS = (time(10, 45), time(13, 40), time(15, 45), time(16, 5))
# When the week's reports are written, a few at a time; the turn at a quarter to four sends them.
WRITES_REPORTS = (time(15, 16), time(15, 18), time(15, 21), time(15, 23))
DECIDES, EXPLAINS, CLOSES = time(15, 41), time(15, 48), time(15, 55)
LEAVES = time(11, 10)
DECIDED_SHARE = 0.75
READINGS = (26, 34, 50, 68)
# Which of the lived days has what; the last is left for the head to close.
DAY_OF_SHRUGGING, DAY_OF_LOSING, DAY_OF_ASKING, DAY_OF_LEAVING, DAY_OF_ANSWER, DAY_LEFT_OPEN = 0, 1, 1, 2, 3, 4


class Planned(Protocol):
    """What puts its part of a lived day into the agenda."""

    def plan(self, on: date, number: int, agenda: Agenda) -> None: ...


class Past:
    """One provision's days. Given the same dates it is always the same."""

    def __init__(self, made: Made, habits: Habits, dice: random.Random) -> None:
        self.made, self.habits, self.dice = made, habits, dice
        self.is_town = made.place.slug == cast.TOWN.slug
        # One pupil of the first provision is lost; its case is still open when the visitor comes.
        self.lost = {made.characters[LOST].pupil_id} if self.is_town else set()
        self.families = Families(made, dice)
        self.schools = Schools(made, dice)
        self.searching = [Searching(made, pupil_id) for pupil_id in self.lost]
        # Only in the second provision: in the first a visitor goes from the pattern to a case.
        self.helping = [] if self.is_town else [Helping(made, made.characters[MONDAYS].pupil_id)]

    def plan(self, on: date, number: int, agenda: Agenda) -> None:
        """Put the whole of one day into the agenda. number: which of the lived days it is, from 0."""
        agenda.put(starts_at(on, OPENS) + timedelta(minutes=5), lambda at: self._plan_day(on, number, agenda, at))

    def _plan_day(self, on: date, number: int, agenda: Agenda, at: datetime) -> None:
        day = PlannedDay(on)
        (day.lost if number >= DAY_OF_LOSING else day.coming).update(self.lost)
        if number == DAY_OF_SHRUGGING:
            day.without_reason.add(self.made.characters[LEAVE].pupil_id)
        tutors = Tutors(self.made, self.habits, day, self.dice)
        office = Office(self.made, day, self.schools, agenda, self.dice)
        registers = tutors.plan(agenda)
        for bell in sorted({register.starts_at for register in registers}):
            for minutes in ROUNDS:
                agenda.put(bell + timedelta(minutes=minutes, seconds=10), office.go_round)
            for minutes in READINGS:
                agenda.put(bell + timedelta(minutes=minutes, seconds=40), self.schools.read_their_mail)
                agenda.put(
                    bell + timedelta(minutes=minutes, seconds=50), lambda at: self.families.answer_texts(day.lost, at)
                )
            agenda.put(bell + timedelta(minutes=70), office.read_replies)
        for wall_time in LAST_ROUNDS:
            agenda.put(starts_at(on, wall_time), office.go_round)
            agenda.put(starts_at(on, wall_time) + timedelta(minutes=3), office.read_replies)
        if number != DAY_LEFT_OPEN or not self.is_town:
            agenda.put(starts_at(on, EXPLAINS), office.explain_what_was_late)
            agenda.put(starts_at(on, CLOSES), office.close_the_day)
        if number == DAY_OF_LEAVING:
            agenda.put(starts_at(on, LEAVES), lambda at: tutors.leave(at, agenda))
            agenda.put(starts_at(on, LEAVES) + timedelta(minutes=3, seconds=30), office.go_round)
            for minutes in (4, 19, 21):
                agenda.put(starts_at(on, LEAVES) + timedelta(minutes=minutes), post)
        self._plan_families(day, number, agenda)
        for case in self.helping:
            case.plan(number, at, agenda)
        for case in self.searching if number >= DAY_OF_LOSING else ():
            case.plan(number - DAY_OF_LOSING, at, agenda)

    def _plan_families(self, day: PlannedDay, number: int, agenda: Agenda) -> None:
        on, families = day.on, self.families
        # Of the first day one N is left, whose last day is the visitor's.
        share = 1 if number == DAY_OF_SHRUGGING else DECIDED_SHARE
        never_writes = families.mother_who_never_writes()
        if number == DAY_OF_ANSWER + 1:
            day.coming.add(never_writes.pk)
        if (pupil := never_writes if number == DAY_OF_ANSWER else families.who_rings_in(on)) is not None:
            day.staying_away.add(pupil.pk)
            agenda.put(starts_at(on, time(8, 36)), lambda at: families.ring_in(pupil, on, at))
        agenda.put(starts_at(on, time(10, 40)), families.write)
        agenda.put(starts_at(on, DECIDES), lambda at: families.decide(on, day.lost | day.without_reason, share, at))
        if number == DAY_OF_ASKING:
            agenda.put(starts_at(on, time(9, 55)), self._ask_for_leave)
        if number == DAY_OF_ANSWER:
            agenda.put(starts_at(on, time(13, 30)), lambda at: families.hear_about_leave(self.leave, at))

    def _ask_for_leave(self, at: datetime) -> None:
        first = london_day(at) + timedelta(days=14)
        self.leave = self.families.ask_for_leave(first, first, at)


def live(days: list[date], pasts: Sequence[Planned]) -> None:
    """Live the days in order, all provisions beside each other, as their worker sees them."""
    for number, on in enumerate(days):
        agenda = Agenda()
        agenda.put(starts_at(on, OPENS), loop.turn)
        for past in pasts:
            past.plan(on, number, agenda)
        agenda.put(starts_at(on, OPENS) + timedelta(minutes=10), lambda at, agenda=agenda: _plan_worker(at, agenda))
        agenda.live()


def post(at: datetime) -> None:
    """Do what the worker does for the emails of a morning. A whole turn also looks at the day, which costs more."""
    loop.judge_duties(at)
    loop.draft_emails(at)
    loop.send(at)


def _plan_worker(at: datetime, agenda: Agenda) -> None:
    on = london_day(at)
    sessions = set(Register.objects.filter(on=on).values_list("starts_at", "ends_at"))
    posts = {starts + timedelta(minutes=minutes) for starts, _ in sessions for minutes in POSTS}
    posts |= {starts_at(on, each) for each in POSTS_OF_LATE_STARTERS}
    turns = {ends + timedelta(minutes=1) for _, ends in sessions} | {starts_at(on, each) for each in TURNS}
    for each in sorted(posts):
        agenda.put(each, post)
    for each in sorted(turns):
        agenda.put(each, loop.turn)
    for clock in WRITES_REPORTS:
        agenda.put(starts_at(on, clock), loop.write_due_reports)
