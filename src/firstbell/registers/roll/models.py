"""Roll calls, the people on them, and each tick as it was made."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from firstbell.people.models import Pupil
from firstbell.provisions.models import Provision, Site


class RollCall(models.Model):
    """One emergency or drill at a site. One is under way at a site at a time (SS-22)."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="roll_calls")
    site = models.ForeignKey(Site, models.PROTECT, related_name="roll_calls")
    is_drill = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=1000, blank=True, help_text="What happened to whom was not seen.")

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["site"], condition=Q(ended_at__isnull=True), name="rollcall_one_at_a_site")
        ]


class RollPerson(models.Model):
    """Somebody to account for: a pupil who is on site by the register, or anybody else by name."""

    roll_call = models.ForeignKey(RollCall, models.PROTECT, related_name="people")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, blank=True, related_name="roll_calls")
    name = models.CharField(max_length=160)
    detail = models.CharField(max_length=200, blank=True, help_text="Group, since when, what to know.")
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "roll people"
        constraints = [
            models.UniqueConstraint(
                fields=["roll_call", "pupil"], condition=Q(pupil__isnull=False), name="rollperson_pupil_once"
            )
        ]


class RollTick(models.Model):
    """Somebody said that they see a person, or took that back. The newest one counts."""

    person = models.ForeignKey(RollPerson, models.PROTECT, related_name="ticks")
    tick_id = models.UUIDField(unique=True, help_text="Made by the device; the same id is the same tick.")
    is_seen = models.BooleanField()
    ticked_by = models.CharField(max_length=120)
    ticked_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True, help_text="What the device claims, where it was offline.")

    append_only = True

    class Meta:
        ordering = ["pk"]
