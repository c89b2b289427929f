"""What the office does on a lived day: ring home, alert, ask the school, and what is left before it goes home."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from firstbell.domain.contact import Outcome
from firstbell.domain.duties import DutyKind, Fact
from firstbell.duties import commands as duties
from firstbell.duties.models import Duty
from firstbell.followup import commands
from firstbell.followup.commands import Call
from firstbell.followup.home.calls import attempts_of, people_of, tried
from firstbell.followup.home.ringing import Next, next_call
from firstbell.followup.home.texting import text_home, why_not
from firstbell.notices import queries as notices
from firstbell.notices.commands import accept_reply
from firstbell.notices.models import Notice
from firstbell.people.models import Contact
from firstbell.practice.agenda import Agenda
from firstbell.practice.making import Made
from firstbell.practice.schools import Schools
from firstbell.practice.tutors import PlannedDay
from firstbell.reports.handover.commands import close_day
from firstbell.reports.handover.sheet import accounts
from firstbell.worker import loop

# How many things one round of the board comes to, and how long each takes.
ACTS_OF_A_ROUND = 4
AN_ACT = timedelta(seconds=35)
LOOKS_AHEAD = timedelta(hours=5)
# A school has an hour to answer by itself.
ASKS_THE_SCHOOL_AFTER = timedelta(minutes=65)
LATE_CALL_SHARE = 0.06
KEEPS_THEIR_WORD = 0.8
TOLD_BY_EMAIL = "phone-the-school"
# What home says of a pupil who stays away: outcome, reason, code, weight.
SAID = (
    (Outcome.NOT_COMING, "Unwell", "I", 34),
    (Outcome.NOT_COMING, "Dentist", "M", 8),
    (Outcome.NOT_COMING, "Would not get up", "", 12),
    (Outcome.NO_ANSWER, "", "", 24),
    (Outcome.VOICEMAIL, "", "", 14),
    (Outcome.ENGAGED, "", "", 4),
    (Outcome.UNAWARE, "", "", 4),
)
LATE_BECAUSE = (
    "Ringing another family at that moment",
    "The office telephone was engaged",
    "A visitor at the door",
    "The register came late from the group",
)
LOST_BECAUSE = "No number answers; a case is open"


class Office:
    """The attendance lead of one provision on one day, with the head and the safeguarding lead."""

    def __init__(self, made: Made, day: PlannedDay, schools: Schools, agenda: Agenda, dice: random.Random) -> None:
        self.made, self.day, self.schools, self.agenda, self.dice = made, day, schools, agenda, dice
        self.lost = day.lost
        self.lead = made.actor("attendance_lead")
        self.head = made.actor("head")
        self.safeguarding = made.actor("safeguarding_lead")
        self._not_before: dict[tuple[int, str], datetime] = {}

    def go_round(self, at: datetime) -> None:
        """Do the next few things on the board, one after the other."""
        done = 0
        waiting = Duty.objects.filter(
            provision=self.made.provision, closed_at=None, opened_at__lt=at, due_at__lt=at + LOOKS_AHEAD
        ).select_related("pupil", "commissioner")
        for duty in waiting.order_by("due_at", "pk"):
            act = self._act_for(duty)
            if act is None or self._is_put_off(duty, at):
                continue
            duty.refresh_from_db(fields=["state", "closed_at"])
            if duty.closed_at is None:
                act(duty, at + done * AN_ACT)
                done += 1
            if done == ACTS_OF_A_ROUND:
                return

    def read_replies(self, at: datetime) -> None:
        """Look at what families answered by link, and take the code that their words point to."""
        for row in notices.replies_to_read(self.made.provision.pk):
            reply = Notice.objects.select_related("pupil").get(pk=row.id)
            accept_reply(reply, reply.pointed_key, by=self.lead, at=at)

    def explain_what_was_late(self, at: datetime) -> None:
        """Say why each late duty of the day was late."""
        late = Duty.objects.filter(provision=self.made.provision, on=self.day.on, was_late=True, late_reason="")
        for duty in late.order_by("due_at", "pk"):
            because = LOST_BECAUSE if duty.pupil_id in self.lost else self.dice.choice(LATE_BECAUSE)
            duties.give_late_reason(duty, because, by=self.lead, at=at)

    def close_the_day(self, at: datetime) -> None:
        """Close the day as the head does; one that is not accounted for stays open."""
        if accounts(self.made.provision.pk, self.day.on).are_settled:
            close_day(self.made.provision.pk, self.day.on, by=self.head, at=at)

    def _act_for(self, duty: Duty) -> Callable[[Duty, datetime], None] | None:
        return {
            DutyKind.CALL_HOME: self._ring,
            DutyKind.REACH_SOMEONE: self._ring,
            DutyKind.ASK_FOR_AN_UPDATE: self._ask_for_news,
            DutyKind.ALERT_THE_SAFEGUARDING_LEAD: self._look_into_it,
            DutyKind.SUPPORT_PLAN: self._plan_support,
            DutyKind.PHONE_THE_SCHOOL: self._phone_the_school,
            DutyKind.FOLLOW_UP_WITH_THE_SCHOOL: self._ask_the_school,
            DutyKind.TEXT: self._text,
            DutyKind.CHASE_THE_RECEIPT: self._chase,
        }.get(DutyKind(duty.kind))

    def _is_put_off(self, duty: Duty, at: datetime) -> bool:
        """Some things wait for their time, and now and then something comes between a call and its time."""
        if duty.rule == TOLD_BY_EMAIL:
            return True  # The email goes first, and its server has always answered in time.
        if duty.kind == DutyKind.FOLLOW_UP_WITH_THE_SCHOOL:
            return at < duty.opened_at + ASKS_THE_SCHOOL_AFTER
        if duty.kind not in (DutyKind.CALL_HOME, DutyKind.REACH_SOMEONE):
            return False
        key = duty.pupil_id, duty.session
        if key not in self._not_before:
            is_late = duty.kind == DutyKind.CALL_HOME and self.dice.random() < LATE_CALL_SHARE
            self._not_before[key] = duty.due_at + timedelta(minutes=2) if is_late else duty.opened_at
        return at < self._not_before[key]

    def _ring(self, duty: Duty, at: datetime) -> None:
        made = tried(attempts_of([duty.pupil_id], duty.on)[duty.pupil_id])
        calls = [each for each in made if each.made_at >= duty.opened_at]
        call = next_call(people_of([duty.pupil_id])[duty.pupil_id], calls)
        if call is not None:
            commands.log_attempt(duty, self._said(duty, call, at), by=self.lead, at=at)

    def _said(self, duty: Duty, call: Next, at: datetime) -> Call:
        """What comes of one call, in line with what becomes of the pupil."""
        contact = Contact.objects.get(pk=call.person.id)
        arrives_at = self.day.arrives_at.get(duty.pupil_id)
        if duty.pupil_id in self.lost:
            outcome = self.dice.choice((Outcome.NO_ANSWER, Outcome.VOICEMAIL))
            return Call(outcome, contact, number=call.number.number)
        if arrives_at is not None and arrives_at > at and self.dice.random() < KEEPS_THEIR_WORD:
            expected_at = arrives_at.replace(second=0) + timedelta(minutes=self.dice.choice((0, 1, 2)))
            return Call(Outcome.ON_THE_WAY, contact, number=call.number.number, expected_at=expected_at)
        if duty.pupil_id in self.day.without_reason:
            return Call(Outcome.NOT_COMING, contact, number=call.number.number, reason="Would not get up")
        weights = [weight for *_, weight in SAID]
        outcome, reason, code, _ = self.dice.choices(SAID, weights)[0]
        return Call(outcome, contact, number=call.number.number, reason=reason, code_key=code, rest_of_day=code == "I")

    def _ask_for_news(self, duty: Duty, at: datetime) -> None:
        """A further day of the same absence: home says how things are."""
        if duty.pupil_id in self.lost:
            return  # Every number was rung already this morning.
        contact = duty.pupil.contacts.exclude(safety=Contact.Safety.NEVER).prefetch_related("numbers").first()
        if contact is None:
            return
        number = contact.numbers.first().number
        call = Call(Outcome.NOT_COMING, contact, number=number, reason="Still unwell", code_key="I", rest_of_day=True)
        commands.log_attempt(duty, call, by=self.lead, at=at)

    def _look_into_it(self, duty: Duty, at: datetime) -> None:
        if duty.pupil_id in self.lost and duty.fact == Fact.NOBODY_FOUND:
            return  # The case's own first step says so.
        words = "Spoke with the head and the family; what was agreed is in the safeguarding file."
        commands.record_done(duty, words, by=self.safeguarding, at=at)

    def _plan_support(self, duty: Duty, at: datetime) -> None:
        commands.record_done(
            duty, "Met the family and the school; two mornings a week to begin with.", by=self.head, at=at
        )

    def _ask_the_school(self, duty: Duty, at: datetime) -> None:
        self.schools.answer(duty, self.day, at)

    def _phone_the_school(self, duty: Duty, at: datetime) -> None:
        school = duty.commissioner or self.schools.of(duty)
        told = {"outcome": Outcome.TOLD_THE_SCHOOL, "spoke_to": "Attendance office"}
        commands.tell_school([duty], school, **told, by=self.lead, at=at)

    def _chase(self, duty: Duty, at: datetime) -> None:
        commands.record_done(duty, "Rang them: they had it, and press the link from now on.", by=self.lead, at=at)

    def _text(self, duty: Duty, at: datetime) -> None:
        people = people_of([duty.pupil_id])[duty.pupil_id]
        person = next((each for each in people if not why_not(each)), None)
        if person is not None:
            text_home(duty, person.id, by=self.lead, at=at)
            self.agenda.put(at + timedelta(seconds=20), loop.send)
