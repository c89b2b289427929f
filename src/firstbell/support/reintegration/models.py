"""Plans for coming back after a long absence, stage by stage."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from firstbell.placements.models import Placement
from firstbell.support.cases.models import Case


class ReintegrationPlan(models.Model):
    """How one pupil comes back: from few sessions to the full week, in stages that each end on a day (R-093)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reintegration_plans")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="reintegration_plans")
    why = models.CharField(max_length=240)
    agreed_with = models.CharField(max_length=160, help_text="The parent or carer who agreed to days and dates.")
    agreed_on = models.DateField()
    welcome_on = models.DateField(help_text="The first morning back.")
    greeter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="greets", help_text="Who meets the pupil that morning."
    )
    welcome_note = models.CharField(max_length=240, blank=True)
    full_week = models.JSONField(help_text="The weekly pattern it leads back to, as it stood when the plan was made.")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="reintegrationplan_one_open_per_case"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(outcome=""), name="reintegrationplan_ends_with_outcome"
            ),
        ]


class ReintegrationStage(models.Model):
    """One step of the timetable: these sessions a week, from a day to a day, looked at again on a day."""

    plan = models.ForeignKey(ReintegrationPlan, models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    review_on = models.DateField()
    sessions = models.CharField(max_length=80, help_text="Sessions of the full week, such as 1-AM 3-AM; words apart.")
    starts_time = models.TimeField(null=True, blank=True, help_text="A later start of the morning, where agreed.")
    reviewed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="reintegrationstage_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="reintegrationstage_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(review_on__gte=F("starts_on"), review_on__lte=F("ends_on")),
                name="reintegrationstage_review_within",
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="reintegrationstage_days")]


class StageDecision(models.Model):
    """What a person decided about a stage when they looked at it, and why."""

    class Step(models.TextChoices):
        FORWARD = "forward", "Go forward as planned"
        HOLD = "hold", "Hold this stage longer"
        BACK = "back", "Go back a stage"

    stage = models.ForeignKey(ReintegrationStage, models.PROTECT, related_name="decisions")
    step = models.CharField(max_length=8, choices=Step)
    until_on = models.DateField(null=True, blank=True, help_text="The new end of the stage that is held or repeated.")
    reason = models.CharField(max_length=240)
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120)

    append_only = True

    class Meta:
        ordering = ["stage", "decided_at", "pk"]


class CheckIn(models.Model):
    """How it is going, as somebody heard it from the pupil or from home on a day."""

    plan = models.ForeignKey(ReintegrationPlan, models.PROTECT, related_name="check_ins")
    on = models.DateField()
    note = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    append_only = True

    class Meta:
        ordering = ["plan", "-on", "-pk"]
