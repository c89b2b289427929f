"""Absence notices: who told us, how, about which sessions and why."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from firstbell.people.models import Pupil
from firstbell.provisions.models import SessionOfDay


class Notice(models.Model):
    """A notice given for one session or a range. It hints the register; it is never a mark."""

    class ToldBy(models.TextChoices):
        PARENT = "parent", "Parent or carer"
        PUPIL = "pupil", "Pupil"
        SCHOOL = "school", "Main school"
        PROFESSIONAL = "professional", "Other professional"

    class How(models.TextChoices):
        PHONE = "phone", "By phone"
        TEXT = "text", "By text"
        EMAIL = "email", "By email"
        IN_PERSON = "in_person", "In person"
        LINK = "link", "By web link"

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="notices")
    starts_on = models.DateField()
    starts_session = models.CharField(max_length=2, choices=SessionOfDay, default=SessionOfDay.AM)
    ends_on = models.DateField()
    ends_session = models.CharField(max_length=2, choices=SessionOfDay, default=SessionOfDay.PM)
    told_by = models.CharField(max_length=14, choices=ToldBy)
    told_by_name = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=10, choices=How)
    reason = models.CharField(max_length=240)
    code_key = models.CharField(max_length=8, blank=True, help_text="The code it suggests; empty while undecided.")
    received_at = models.DateTimeField()
    taken_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "pk"]
        indexes = [models.Index(fields=["pupil", "starts_on", "ends_on"])]
        constraints = [models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="notice_ends_after_start")]

    def covers(self, day, session) -> bool:
        """AM sorts before PM, so a plain comparison of (day, session) decides."""
        return (self.starts_on, self.starts_session) <= (day, session) <= (self.ends_on, self.ends_session)
