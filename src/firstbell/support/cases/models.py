"""Support cases: what stands in the way, what people said of it, and what is done about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from firstbell.people.models import Pupil
from firstbell.provisions.models import Provision


class Case(models.Model):
    """What stands in the way of a pupil's attendance, and who helps. One is open at a time (AL-2, AL-12)."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="support_cases")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="support_cases")
    why = models.CharField(max_length=240, help_text="What it was opened for, in words.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="support_cases"
    )
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    outcome = models.CharField(max_length=240, blank=True, help_text="What it came to, in words.")
    closed_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil"], condition=Q(closed_at__isnull=True), name="case_one_open_per_pupil"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="case_closes_with_outcome",
            ),
        ]
        indexes = [models.Index(fields=["provision", "closed_at"], name="case_of_provision")]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class SupportEntry(models.Model):
    """What somebody said about what stands in the way, in their own words; or a step in the case's life."""

    class Kind(models.TextChoices):
        PUPIL = "pupil", "The pupil’s own voice"
        FAMILY = "family", "The family’s view"
        SCHOOL = "school", "The school’s view"
        NOTE = "note", "Note"
        OPENED = "opened", "Case opened"
        OWNER = "owner", "Case passed on"
        CLOSED = "closed", "Case closed"
        REOPENED = "reopened", "Case opened again"

    VOICES = (Kind.PUPIL, Kind.FAMILY, Kind.SCHOOL)
    BY_HAND = (*VOICES, Kind.NOTE)

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.CharField(max_length=2000)
    said_by = models.CharField(max_length=160, blank=True, help_text="Whose words these are.")
    said_on = models.DateField()
    written_by = models.CharField(max_length=120)
    written_by_role = models.CharField(max_length=40)
    written_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name_plural = "support entries"
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="supportentry_has_words")]


class Barrier(models.Model):
    """One thing that stands in the way, with who looks after it and when it is looked at again (AL-2)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="barriers")
    key = models.CharField(max_length=60, help_text="Of the list of barriers.")
    words = models.CharField(max_length=120, help_text="As the list said it when it was recorded.")
    note = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="barriers")
    review_on = models.DateField(null=True, blank=True)
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    outcome = models.CharField(max_length=240, blank=True, help_text="What became of it, once it is out of the way.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key"], condition=Q(ended_at__isnull=True), name="barrier_once_while_it_stands"
            ),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | ~Q(outcome=""), name="barrier_ends_with_words"),
        ]


class Action(models.Model):
    """Something that somebody said they would do, by a day: against a barrier, or agreed at a meeting."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="actions")
    barrier = models.ForeignKey(Barrier, models.PROTECT, null=True, blank=True, related_name="actions")
    meeting = models.ForeignKey("support.Meeting", models.PROTECT, null=True, blank=True, related_name="actions")
    words = models.CharField(max_length=240)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="actions")
    owner_name = models.CharField(max_length=160, help_text="Who does it, also where they have no account here.")
    due_on = models.DateField(null=True, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=240, blank=True, help_text="What came of it, or why it was not done.")
    not_done = models.BooleanField(default=False, help_text="Ended without being done; the outcome says why.")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(not_done=False) | (Q(done_at__isnull=False) & ~Q(outcome="")),
                name="action_dropped_says_why",
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="action_waiting"),
            models.Index(fields=["owner"], condition=Q(done_at__isnull=True), name="action_of_owner"),
        ]
