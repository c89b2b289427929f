"""The worker's sign of life."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """One row for each running copy of the worker, written every five seconds. Its times are the machine's own."""

    name = models.CharField(max_length=80, primary_key=True, help_text="Machine and process.")
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, blank=True, help_text="When its sending thread came round last.")
    took_ms = models.PositiveIntegerField(default=0, help_text="How long its last turn took.")
    fault = models.CharField(max_length=240, blank=True, help_text="What its last turn could not do.")

    class Meta:
        ordering = ["-beat_at"]
