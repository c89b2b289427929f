"""Meetings, who is asked to come, and what was written down."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from firstbell.outbox.models import Message
from firstbell.people.models import Contact
from firstbell.placements.models import Commissioner
from firstbell.support.cases.models import Case


class Professional(models.Model):
    """Somebody outside who helps a pupil: a social worker, a nurse, a youth worker. Kept on the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="professionals")
    name = models.CharField(max_length=160)
    organisation = models.CharField(max_length=160, blank=True)
    email = models.EmailField(blank=True)
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="professional_once_per_case")]


class Meeting(models.Model):
    """People come together about a pupil’s attendance. A change of time or place raises its invitation’s number."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="meetings")
    purpose = models.CharField(max_length=160)
    on = models.DateField()
    starts_time = models.TimeField()
    ends_time = models.TimeField()
    place = models.CharField(max_length=160, blank=True)
    link = models.URLField(max_length=400, blank=True, help_text="Where it is held by video.")
    agenda = models.CharField(max_length=1000, blank=True)
    uid = models.CharField(max_length=80, unique=True, help_text="What calendars know it by. It never changes.")
    sequence = models.PositiveSmallIntegerField(default=0, help_text="How often day, time or place were changed.")
    arranged_by = models.CharField(max_length=120)
    arranged_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True, help_text="When it was written down who came.")
    held_by = models.CharField(max_length=120, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=120, blank=True)
    cancelled_why = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["on", "starts_time", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_time__gt=models.F("starts_time")), name="meeting_ends_after_start"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | (Q(held_at__isnull=True) & ~Q(cancelled_why="")),
                name="meeting_cancelled_says_why",
            ),
        ]
        indexes = [models.Index(fields=["on"], name="meeting_of_day")]

    @property
    def is_waiting(self) -> bool:
        """It is still to be held."""
        return self.held_at is None and self.cancelled_at is None


class Invitee(models.Model):
    """Somebody asked to a meeting, with the address that was derived for them, and whether they came."""

    class Kind(models.TextChoices):
        PARENT = "parent", "Parent or carer"
        SCHOOL = "school", "School or council"
        PROFESSIONAL = "professional", "Professional"
        STAFF = "staff", "Staff here"
        PUPIL = "pupil", "The pupil"

    class Came(models.TextChoices):
        UNKNOWN = "", "Not written down"
        CAME = "came", "Came"
        APOLOGIES = "apologies", "Sent apologies"
        ABSENT = "absent", "Did not come"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitees")
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=160)
    organisation = models.CharField(max_length=160, blank=True, help_text="Or what they are to the pupil.")
    email = models.EmailField(blank=True, help_text="Empty where a letter is printed.")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="meetings")
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, null=True, blank=True, related_name="meetings")
    professional = models.ForeignKey(Professional, models.PROTECT, null=True, blank=True, related_name="meetings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="meetings")
    asked_sequence = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Which number of the invitation they have; empty before the first."
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="invitees")
    came = models.CharField(max_length=10, choices=Came, blank=True, default="")

    class Meta:
        ordering = ["meeting", "kind", "pk"]


class Minutes(models.Model):
    """What was said and agreed, as it was written down. Put right by writing it again: both stay."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    words = models.TextField()
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name_plural = "minutes"
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="minutes_have_words")]
