"""What a message told a school or council about each pupil, and what came back: that it was read, and an answer."""

from __future__ import annotations

from django.db import models

from firstbell.outbox.models import Message
from firstbell.people.models import Pupil
from firstbell.placements.models import Commissioner
from firstbell.provisions.models import SessionOfDay


class How(models.TextChoices):
    """The way something came from a school."""

    LINK = "link", "By the link in the email"
    SIGNED_IN = "signed_in", "On their own page here"
    PHONE = "phone", "By telephone"
    EMAIL = "email", "By email"


class ToldPupil(models.Model):
    """One pupil in one message, and what it says of them. Follows the draft until it goes."""

    class Says(models.TextChoices):
        AWAY = "away", "Not here"
        LEFT = "left", "Left without leave"
        LATE = "late", "Came late"
        HERE = "here", "Now here"

    NEWS_OF_ABSENCE = (Says.AWAY, Says.LEFT)
    NEWS_OF_ARRIVAL = (Says.LATE, Says.HERE)

    message = models.ForeignKey(Message, models.CASCADE, related_name="told_pupils")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="told")
    says = models.CharField(max_length=5, choices=Says)

    class Meta:
        ordering = ["message", "pk"]
        constraints = [models.UniqueConstraint(fields=["message", "pupil"], name="toldpupil_once")]


class Receipt(models.Model):
    """Somebody at the school said that the email was read. One for each email; a copy's counts for its original."""

    message = models.OneToOneField(Message, models.PROTECT, related_name="receipt")
    said_by = models.CharField(max_length=120, blank=True, help_text="Who they say they are, if they said so.")
    how = models.CharField(max_length=9, choices=How)
    read_at = models.DateTimeField(help_text="When they said it.")
    recorded_by = models.CharField(max_length=120)

    append_only = True

    class Meta:
        ordering = ["read_at", "pk"]


class SchoolAnswer(models.Model):
    """What a school or council answered about one pupil and one session. A later answer is another row (SS-18)."""

    class Answer(models.TextChoices):
        WITH_US = "with_us", "They are with us"
        REASON = "reason", "We know the reason"
        UNKNOWN = "unknown", "Not known to us"
        WILL_RING = "will_ring", "We will ring home"

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="school_answers")
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, related_name="answers")
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="answers")
    on = models.DateField()
    session = models.CharField(max_length=2, choices=SessionOfDay)
    answer = models.CharField(max_length=9, choices=Answer)
    code_key = models.CharField(max_length=8, blank=True, help_text="The code of the reason, where they named one.")
    for_a_person = models.BooleanField(
        default=False, help_text="The code authorises more than a link or a tutor may: the office decides (SS-12)."
    )
    words = models.CharField(max_length=240, blank=True)
    given_by = models.CharField(max_length=120, blank=True, help_text="Who they say they are.")
    how = models.CharField(max_length=9, choices=How)
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["recorded_at", "pk"]
        indexes = [models.Index(fields=["pupil", "on"], name="schoolanswer_of_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="reason") | models.Q(code_key=""), name="schoolanswer_code_has_reason"
            )
        ]
