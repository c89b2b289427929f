"""Support cases."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from firstbell.people.models import Pupil
from firstbell.provisions.models import Provision


class Case(models.Model):
    """What stands in the way of a pupil's attendance, and who helps. One is open at a time (AL-2, AL-12)."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="cases")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="cases")
    why = models.CharField(max_length=240, help_text="What it was opened for, in words.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="cases")
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
