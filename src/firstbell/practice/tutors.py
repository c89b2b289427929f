"""What tutors do on a lived day: take each register in time, and say who came late, who left and when it is over."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from firstbell.domain.marks import Choice
from firstbell.domain.school_time import Session
from firstbell.practice.agenda import Agenda
from firstbell.practice.history import LATE_SHARE, MINUTES_LATE, Habits
from firstbell.practice.making import Made
from firstbell.registers import commands
from firstbell.registers.models import Register, RegisterLine, SignOut

STILL_AWAY_AFTER_NOON = 0.85
# A pupil who is later than this is marked away first, and turns up after that.
SEEN_AT_THE_DOOR = 4
LATE_REGISTER_SHARE = 0.04


@dataclass
class PlannedDay:
    """What will become of a day's pupils, by id: who stays away and who comes when.

    staying_away, lost, without_reason, coming: chosen before the day; nobody answers for the lost, and home gives no
    reason for those without. arrives_at: when somebody marked away turns up (UTC).
    """

    on: date
    staying_away: set[int] = field(default_factory=set)
    lost: set[int] = field(default_factory=set)
    without_reason: set[int] = field(default_factory=set)
    coming: set[int] = field(default_factory=set)
    away_this_morning: set[int] = field(default_factory=set)
    arrives_at: dict[int, datetime] = field(default_factory=dict)


# What home said in the morning and what holds for the afternoon too, so that the tutor need not ask again.
LASTS_ALL_DAY = ("I", "C")


class Tutors:
    """The tutors of one provision on one day."""

    def __init__(self, made: Made, habits: Habits, day: PlannedDay, dice: random.Random) -> None:
        self.made, self.habits, self.day, self.dice = made, habits, day, dice

    def plan(self, agenda: Agenda) -> list[Register]:
        """Put what tutors do into the agenda and return the day's registers."""
        registers = list(
            Register.objects.filter(provision=self.made.provision, on=self.day.on)
            .select_related("group")
            .order_by("starts_at", "group__name")
        )
        for register in registers:
            agenda.put(register.starts_at, lambda at, register=register: self._begin(register, agenda))
            agenda.put(register.ends_at, lambda at, register=register: self._finish(register, at))
        return registers

    def leave(self, left_at: datetime, agenda: Agenda) -> None:
        """Somebody who was here at the start goes without leave, and comes back an hour later."""
        here = RegisterLine.objects.filter(
            register__provision=self.made.provision,
            register__on=self.day.on,
            register__session=Session.AM,
            current_mark__code_key="/",
        )
        line = here.exclude(pupil_id__in=self.day.coming).select_related("register__group").order_by("pk").first()
        if line is None:
            return
        tutor = self.made.tutor_of(line.register.group.name)
        left = commands.left_without_leave(line.pk, left_at, by=tutor, at=left_at + timedelta(minutes=3))
        agenda.put(left_at + timedelta(minutes=41), lambda at: self._come_back(left, at))

    def _come_back(self, left: SignOut, at: datetime) -> None:
        commands.sign_in(left, at, by=self.made.actor("attendance_lead"), at=at)

    def _begin(self, register: Register, agenda: Agenda) -> None:
        """Decide who is here, and put the tutor's taps into the agenda, each at the pupil's own start."""
        tutor = self.made.tutor_of(register.group.name)
        slow = 6 if self.dice.random() < LATE_REGISTER_SHARE else self.dice.randrange(2, 5)
        together: dict[datetime, list[commands.Tap]] = defaultdict(list)
        known = self._known_since_morning(register)
        for line in register.lines.filter(dropped_at=None).order_by("pk"):
            tap_id = UUID(int=self.dice.getrandbits(128))
            minutes = self._minutes_late(line, register)
            if minutes is not None and minutes > SEEN_AT_THE_DOOR:
                arrives_at = line.starts_at + timedelta(minutes=minutes, seconds=20)
                self.day.arrives_at[line.pupil_id] = arrives_at
                agenda.put(arrives_at, lambda at, line_id=line.pk: self._arrive(line_id, at))
            elif minutes:
                at_the_door = commands.Tap(tap_id, line.pk, Choice.LATE, minutes=minutes)
                agenda.put(
                    line.starts_at + timedelta(minutes=minutes, seconds=20),
                    lambda at, tap=at_the_door: commands.record_mark(tap, by=tutor, at=at),
                )
                continue
            if minutes is None and line.pupil_id in known:
                tap = commands.Tap(tap_id, line.pk, code_key=known[line.pupil_id])
            else:
                tap = commands.Tap(tap_id, line.pk, Choice.HERE if minutes == 0 else Choice.AWAY)
            together[line.starts_at].append(tap)
        for starts_at, taps in together.items():
            agenda.put(
                starts_at + timedelta(minutes=slow),
                lambda at, taps=tuple(taps): commands.save_register(register.pk, taps, by=tutor, at=at),
            )

    def _known_since_morning(self, register: Register) -> dict[int, str]:
        """Return the code of each pupil whose morning was explained for the whole day."""
        if register.session == Session.AM:
            return {}
        morning = RegisterLine.objects.filter(
            register__provision=self.made.provision, register__on=register.on, register__session=Session.AM
        )
        explained = morning.filter(current_mark__code_key__in=LASTS_ALL_DAY)
        return dict(explained.values_list("pupil_id", "current_mark__code_key"))

    def _minutes_late(self, line: RegisterLine, register: Register) -> int | None:
        """Return by how many minutes a pupil will be late, 0 for in time, None for not at all."""
        pupil_id = line.pupil_id
        is_afternoon = register.session == Session.PM
        if pupil_id in self.day.staying_away | self.day.lost:
            return None
        if pupil_id in self.day.without_reason:
            return 0 if is_afternoon else None
        if is_afternoon and pupil_id in self.day.away_this_morning:
            came = self.dice.random() >= STILL_AWAY_AFTER_NOON
        else:
            came = pupil_id in self.day.coming or self.dice.random() < self.habits[pupil_id].chance(
                register.on, register.session
            )
        if not came:
            if not is_afternoon:
                self.day.away_this_morning.add(pupil_id)
            return None
        late = pupil_id not in self.day.coming and self.dice.random() < LATE_SHARE
        return self.dice.choice(MINUTES_LATE) if late else 0

    def _arrive(self, line_id: int, at: datetime) -> None:
        """The pupil is at the door, and the tutor says so with one tap."""
        line = RegisterLine.objects.select_related("register__group").get(pk=line_id)
        commands.arrived(line_id, by=self.made.tutor_of(line.register.group.name), at=at)

    def _finish(self, register: Register, at: datetime) -> None:
        commands.finish(register.pk, by=self.made.tutor_of(register.group.name), at=at)
