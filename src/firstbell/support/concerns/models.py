"""Concerns and what the safeguarding lead did about them. Neither is ever edited."""

from __future__ import annotations

from django.db import models

from firstbell.people.models import Pupil
from firstbell.provisions.models import Provision


class Concern(models.Model):
    """What worried somebody about a pupil, in their words. The safeguarding lead alone reads it (SS-33)."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="concerns")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="concerns")
    words = models.TextField(help_text="What was seen or heard, as it was told.")
    happened_on = models.DateField(null=True, blank=True, help_text="The day it was seen or heard.")
    raised_by = models.CharField(max_length=120)
    raised_by_role = models.CharField(max_length=120)
    raised_by_id = models.BigIntegerField(null=True, blank=True)
    raised_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="concern_has_words")]
        indexes = [models.Index(fields=["provision", "raised_at"], name="concern_of_provision")]


class ConcernEntry(models.Model):
    """One step that the safeguarding lead took. The last that closes it or opens it again says how it stands."""

    class Kind(models.TextChoices):
        READ = "read", "Read"
        ACTION = "action", "What was done"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Opened again"

    COURSE = (Kind.CLOSED, Kind.REOPENED)

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField()
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name_plural = "concern entries"
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="concernentry_has_words")]
