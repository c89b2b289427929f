"""Six plausible weeks: five brought in from another system, and one lived here, call by call and mail by mail."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from firstbell import clock
from firstbell.accounts.models import User
from firstbell.domain.contact import Outcome
from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.marks import PRESENT_KEYS, Choice
from firstbell.domain.school_time import Session, starts_at
from firstbell.duties import commands as duty_commands
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty
from firstbell.followup.commands import Call, log_attempt
from firstbell.followup.missing import commands as missing
from firstbell.followup.missing.models import MissingCase
from firstbell.journal import Actor
from firstbell.people.models import Contact
from firstbell.placements import queries as placements
from firstbell.practice import cast
from firstbell.practice import clock as practice_clock
from firstbell.practice.making import Made
from firstbell.registers import commands
from firstbell.registers.models import Register, RegisterLine
from firstbell.reports.handover.commands import close_day
from firstbell.reports.handover.sheet import accounts, duties_of_day
from firstbell.worker import loop

# Attendance in state alternative provision lies near 60 %: some pupils come nearly always, many half the time.
SHARES = (0.98, 0.95, 0.92, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.45, 0.35, 0.25)
LATE_SHARE = 0.11
MINUTES_LATE = (5, 8, 12, 15, 20, 27)
PAST_ABSENCES = (("I", 32), ("M", 9), ("O", 51), ("C", 8))
EVENING, CLOSES = time(15, 30), time(15, 45)
WHY_LATE = ("Two calls at once", "The register came late", "Their line was engaged", "A visitor at the door")
LOOKED_FOR = (
    ("review", "Read the day’s calls. No known risk."),
    ("contacts", "Every number rung again at 15:30, nobody answered."),
    ("school", "They have heard nothing either, and will send their family worker."),
    ("visit", "The school’s family worker goes tomorrow before noon."),
    ("council", "Rang the council’s officer, who takes it up."),
)
# What came of ringing home: outcome, reason, code, weight.
CALLS = (
    (Outcome.NOT_COMING, "Unwell", "I", 32),
    (Outcome.NOT_COMING, "Dentist", "M", 8),
    (Outcome.NO_ANSWER, "", "", 28),
    (Outcome.VOICEMAIL, "", "", 18),
    (Outcome.ENGAGED, "", "", 6),
    (Outcome.UNAWARE, "", "", 8),
)


@dataclass(frozen=True)
class _Habit:
    """How one pupil tends to come: the share of sessions, and a weekday that goes badly (0: none)."""

    share: float
    bad_weekday: int

    def chance(self, day: date, session: str) -> float:
        chance = self.share * (0.5 if day.isoweekday() == self.bad_weekday else 1)
        return chance - 0.06 if session == Session.PM else chance


class History:
    """One provision's past. Given the same days it is always the same."""

    def __init__(self, made: Made) -> None:
        self.made = made
        self.dice = random.Random(made.place.pupils)
        self.habits = {
            placement.pupil_id: _Habit(self.dice.choice(SHARES), self.dice.choice((0, 0, 0, 0, 1, 5, 3)))
            for placement in made.placements
        }

    def bring_in(self, days: Sequence[date], at: datetime) -> None:
        """Import the registers of `days`, as from an older system. They open no duty."""
        code_set = "stepping-stones" if self.made.place.preset == "stepping-stones" else "england-2024"
        commands.import_marks(
            self.made.provision.pk,
            [mark for day in days for mark in self._past_marks(day)],
            code_set=code_set,
            site_of_group={group.pk: group.site_id for group in self.made.groups.values()},
            by=self._staff("administrator"),
            at=at,
            file_name="registers-of-the-old-system.csv",
        )

    def _past_marks(self, day: date) -> Iterator[commands.PastMark]:
        codes, weights = zip(*PAST_ABSENCES, strict=True)
        for row in sorted(
            placements.expected(self.made.provision.pk, day), key=lambda row: (row.session, row.pupil_id)
        ):
            came = self.dice.random() < self.habits[row.pupil_id].chance(day, row.session)
            late = came and self.dice.random() < LATE_SHARE
            key = PRESENT_KEYS[Session(row.session)] if came else self.dice.choices(codes, weights)[0]
            yield commands.PastMark(
                row.pupil_id, row.placement_id, row.group_id, day, row.session, "L" if late else key,
                self.dice.choice(MINUTES_LATE) if late else None,
            )  # fmt: skip

    def live(self, day: date) -> None:
        """Live one day here: registers, calls, mails to schools, and the reasons that came in."""
        commands.open_day(self.made.provision.pk, day, at=starts_at(day, time(2, 0)))
        for session in Session:
            registers = list(
                Register.objects.filter(provision=self.made.provision, on=day, session=session)
                .select_related("group")
                .order_by("group__name")
            )
            if not registers:
                continue
            for register in registers:
                self._take(register)
            self._ring_home(day, session)
            bell = registers[0].starts_at
            for minutes in (19, 21, 31):
                # Mail is stamped by the clock, so the clock stands where the day is.
                practice_clock.set_to(bell + timedelta(minutes=minutes))
                loop.turn(clock.now())
            for register in registers:
                self._close(register)
        self._hand_over(day)

    def _hand_over(self, day: date) -> None:
        """Look for whom nobody found, say why what was late was late, and close the day."""
        at = starts_at(day, CLOSES)
        self._look_for(day, at)
        duty_commands.judge(at)
        for duty in duties_of_day(Duty.objects.filter(provision=self.made.provision), day).filter(
            was_late=True, late_reason=""
        ):
            reason = self.dice.choice(WHY_LATE)
            duty_commands.give_late_reason(duty, reason, by=self._staff("attendance_lead"), at=at)
        if accounts(self.made.provision.pk, day).are_settled:
            close_day(self.made.provision.pk, day, by=self._staff("head"), at=at)

    def _look_for(self, day: date, at: datetime) -> None:
        """The safeguarding lead works on the cases of the day; a pupil who came back ends an earlier one."""
        lead = self._staff("safeguarding_lead")
        alerts = Duty.objects.filter(
            provision=self.made.provision, kind=DutyKind.ALERT_THE_SAFEGUARDING_LEAD, closed_at=None
        )
        meet_these(alerts, outcome=Discharge.DONE, by=lead, at=at)
        came = RegisterLine.objects.filter(register__on=day, current_mark__code_key__in=[*PRESENT_KEYS.values(), "L"])
        here = set(came.values_list("pupil_id", flat=True))
        for case in MissingCase.objects.filter(provision=self.made.provision, closed_at=None).select_related("pupil"):
            if case.opened_on == day:
                for kind, words in LOOKED_FOR:
                    missing.add_entry(case, missing.Said(kind, words, at, settles=True), by=lead, at=at)
            elif case.pupil_id in here:
                evidence = "Here this morning; home had lost the telephone."
                missing.close_case(case, outcome=MissingCase.Outcome.RETURNED, evidence=evidence, by=lead, at=at)

    def _take(self, register: Register) -> None:
        """Those due at the bell first, those with a later start when they are due."""
        tutor = self._tutor_of(register)
        late: list[tuple[datetime, commands.Tap]] = []
        taps: dict[datetime, list[commands.Tap]] = {}
        for line in register.lines.filter(dropped_at=None).order_by("pk"):
            tap_id = UUID(int=self.dice.getrandbits(128))
            came = self.dice.random() < self.habits[line.pupil_id].chance(register.on, register.session)
            if came and self.dice.random() < LATE_SHARE:
                minutes = self.dice.choice(MINUTES_LATE)
                arrived_at = line.starts_at + timedelta(minutes=minutes)
                late.append((arrived_at, commands.Tap(tap_id, line.pk, Choice.LATE, minutes=minutes)))
            else:
                choice = Choice.HERE if came else Choice.AWAY
                taps.setdefault(line.starts_at, []).append(commands.Tap(tap_id, line.pk, choice))
        for begins_at, together in taps.items():
            at = begins_at + timedelta(minutes=self.dice.randrange(2, 5))
            commands.save_register(register.pk, together, by=tutor, at=at)
        for arrived_at, tap in late:
            commands.record_mark(tap, by=tutor, at=arrived_at + timedelta(seconds=20))

    def _ring_home(self, day: date, session: str) -> None:
        outcomes = [call[:3] for call in CALLS]
        for duty in Duty.objects.filter(
            provision=self.made.provision, on=day, session=session, kind=DutyKind.CALL_HOME, state__in=Duty.WAITING
        ).order_by("due_at", "pk"):
            contact = duty.pupil.contacts.exclude(safety=Contact.Safety.NEVER).prefetch_related("numbers").first()
            if contact is None:
                continue
            outcome, reason, code = self.dice.choices(outcomes, [call[3] for call in CALLS])[0]
            called_at = duty.due_at - timedelta(minutes=self.dice.choice((6, 5, 4, 4, 3, 2, 1, -4)))
            log_attempt(
                duty,
                Call(outcome, contact, number=contact.numbers.first().number, reason=reason, code_key=code),
                by=self._staff("attendance_lead"),
                at=max(called_at, duty.opened_at + timedelta(minutes=1)),
            )

    def _close(self, register: Register) -> None:
        """Finish, and decide by the evening about what nobody has explained."""
        commands.finish(register.pk, by=self._tutor_of(register), at=register.ends_at)
        lead = self._staff("attendance_lead")
        evening = starts_at(register.on, EVENING)
        for line in RegisterLine.objects.filter(register=register, current_mark__code_key="N").order_by("pk"):
            if self.dice.random() < 0.7:
                reason = "Nobody knew of a reason"
                commands.amend_mark(line.pk, "O", reason=reason, by=lead, at=evening, source="call")

    def _tutor_of(self, register: Register) -> Actor:
        for someone in self.made.place.staff:
            if register.group.name in someone.groups:
                return _as_actor(someone, self.made.people[someone.email])
        return self._staff("tutor")

    def _staff(self, role: str) -> Actor:
        someone = next(each for each in self.made.place.staff if each.role == role)
        return _as_actor(someone, self.made.people[someone.email])


def _as_actor(someone: cast.Someone, user: User) -> Actor:
    return Actor("staff", user.pk, someone.name, someone.role)
