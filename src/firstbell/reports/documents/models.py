"""Reports that are sent: due by the policy or asked for by a person, and what became of each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from firstbell.outbox.models import Message
from firstbell.people.models import Pupil
from firstbell.placements.models import Commissioner, Placement
from firstbell.policy.reports import ReportDocument, ReportTo
from firstbell.provisions.models import Provision

DOCUMENTS = [(each.value, each.name.capitalize()) for each in ReportDocument]
RECIPIENTS = [(each.value, each.name.capitalize()) for each in ReportTo]


class ReportRun(models.Model):
    """One document for one recipient. `rule` is the key of the policy's report; empty where a person asked for it."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="report_runs")
    rule = models.CharField(max_length=80, blank=True)
    document = models.CharField(max_length=12, choices=DOCUMENTS)
    to = models.CharField(max_length=12, choices=RECIPIENTS)
    about = models.CharField(max_length=60, help_text="Of whom and for whom, once: pupil:5 commissioner:3.")
    commissioner = models.ForeignKey(
        Commissioner, models.PROTECT, null=True, blank=True, related_name="report_runs", help_text="Who gets it."
    )
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, blank=True, related_name="report_runs")
    placement = models.ForeignKey(Placement, models.PROTECT, null=True, blank=True, related_name="report_runs")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="report_runs"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    formats = models.CharField(max_length=20, help_text="pdf csv xlsx")
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    message = models.OneToOneField(Message, models.PROTECT, null=True, blank=True, related_name="report_run")
    why_not = models.CharField(max_length=240, blank=True, help_text="Why nothing was written to them.")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was written, or left out.")

    class Meta:
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provision", "rule", "about", "ends_on"], condition=~Q(rule=""), name="reportrun_once"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="reportrun_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(settled_at__isnull=True), name="reportrun_to_write"),
            models.Index(fields=["provision", "due_at"], name="reportrun_of_provision"),
        ]
