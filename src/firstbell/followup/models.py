"""Contact attempts: each call is a row that is never edited."""

from __future__ import annotations

from django.db import models

from firstbell.domain.contact import Outcome
from firstbell.duties.models import Duty
from firstbell.followup.missing.models import CaseEntry, CouncilContact, MissingCase
from firstbell.followup.schools.telling import Receipt, SchoolAnswer, ToldPupil
from firstbell.people.models import Contact, Pupil
from firstbell.placements.models import Commissioner
from firstbell.provisions.models import SessionOfDay

__all__ = [
    "CaseEntry",
    "ContactAttempt",
    "CouncilContact",
    "MissingCase",
    "Receipt",
    "SchoolAnswer",
    "ToldPupil",
]


class ContactAttempt(models.Model):
    """One attempt to reach somebody about a pupil's absence, with its outcome as staff said it."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="contact_attempts")
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="attempts")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="attempts")
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, null=True, blank=True, related_name="attempts")
    on = models.DateField()
    session = models.CharField(max_length=2, choices=SessionOfDay)
    spoke_to = models.CharField(max_length=160)
    number = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=20)
    reason = models.CharField(max_length=240, blank=True)
    code_key = models.CharField(max_length=8, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    made_by = models.CharField(max_length=120)
    made_by_role = models.CharField(max_length=40)
    made_at = models.DateTimeField(help_text="When the call was made.")
    recorded_at = models.DateTimeField()

    append_only = True

    @property
    def outcome_words(self) -> str:
        """The outcome as staff say it."""
        return Outcome(self.outcome).label.lower()

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(fields=["pupil", "on"]),
            models.Index(fields=["outcome", "contact"], name="attempt_by_outcome"),
        ]
