"""What schools do on a lived day: say that they have read an email, and answer what the office asks."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from firstbell.domain.school_time import london_day
from firstbell.duties.models import Duty
from firstbell.followup.models import SchoolAnswer
from firstbell.followup.schools.answers import Said, record_answer
from firstbell.followup.schools.purposes import ABSENCES
from firstbell.followup.schools.receipts import asks_receipt, record_receipt
from firstbell.followup.schools.telling import How
from firstbell.journal import Actor
from firstbell.outbox.models import Message
from firstbell.placements.models import Commissioner
from firstbell.practice.making import Made
from firstbell.practice.tutors import PlannedDay
from firstbell.provisions import queries as provisions

Answer = SchoolAnswer.Answer
# What a school knows of an absence that nobody has explained: answer, code, words, weight.
ANSWERS = (
    (Answer.REASON, "I", "Unwell, his mother told our office", 45),
    (Answer.REASON, "", "Trouble at home; our head of year is in touch", 35),
    (Answer.WITH_US, "", "In our learning support room today", 20),
)
NOT_SEEN = (Answer.UNKNOWN, "", "Not seen here for days")
NO_REASON = (Answer.REASON, "", "They have heard nothing but that he overslept")
READS_AFTER = timedelta(minutes=6)
READS_AT_ONCE_SHARE = 0.6


class Schools:
    """The referring schools of one provision."""

    def __init__(self, made: Made, dice: random.Random) -> None:
        self.made, self.dice = made, dice

    def read_their_mail(self, at: datetime) -> None:
        """Some of those who are asked press the link in the email."""
        on = london_day(at)
        policy = provisions.policy_on(self.made.provision.pk, on)
        unread = Message.objects.filter(
            provision=self.made.provision, on=on, purpose=ABSENCES, state__in=Message.GONE, receipt=None,
            accepted_at__lt=at - READS_AFTER, commissioner__isnull=False,
        ).select_related("commissioner")  # fmt: skip
        for message in unread.order_by("pk"):
            if asks_receipt(message.commissioner, policy) and self.dice.random() < READS_AT_ONCE_SHARE:
                reader = Actor("school", message.commissioner_id, message.to_name, "attendance office")
                record_receipt(message, said_by="Attendance office", how=How.LINK, by=reader, at=at)

    def of(self, duty: Duty) -> Commissioner:
        """Return the school that is told of a pupil first."""
        return next(each.tells for each in self.made.placements if each.pupil_id == duty.pupil_id)

    def answer(self, duty: Duty, day: PlannedDay, at: datetime) -> None:
        """The office asks a school about one pupil, by telephone."""
        if duty.pupil_id in day.lost:
            said = NOT_SEEN
        elif duty.pupil_id in day.without_reason:
            said = NO_REASON
        else:
            *said, _ = self.dice.choices(ANSWERS, [weight for *_, weight in ANSWERS])[0]
        record_answer(
            duty.pupil,
            self.of(duty),
            duty.on,
            duty.session,
            Said(*said, given_by="Attendance office"),
            may_authorise=True,
            by=self.made.actor("attendance_lead"),
            at=at,
        )
