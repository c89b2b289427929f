"""Days that were closed: what the head of provision saw accounted for."""

from __future__ import annotations

from django.db import models

from firstbell.provisions.models import Provision
from firstbell.reports.documents.models import ReportRun

__all__ = ["Handover", "ReportRun"]


class Handover(models.Model):
    """A day that was closed, with its counts as they stood then. What changes later is shown as after closing."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="handovers")
    on = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=120)
    closed_by_role = models.CharField(max_length=40)
    note = models.CharField(max_length=500, blank=True)
    lines = models.PositiveIntegerField(help_text="Pupils' sessions expected, each of them marked.")
    in_time = models.PositiveIntegerField(help_text="Duties of the day done in time.")
    late = models.PositiveIntegerField()
    missed = models.PositiveIntegerField(help_text="Missed, or late and still to do; each with its reason.")

    append_only = True

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["provision", "on"], name="handover_once_a_day")]
