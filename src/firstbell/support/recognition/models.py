"""What pupils have earned, each with its numbers as they stood."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from firstbell.domain.recognising import Achievement
from firstbell.people.models import Pupil
from firstbell.provisions.models import Provision

NAMES = {
    Achievement.IMPROVED: "Better attendance",
    Achievement.RETURNED: "Coming back",
    Achievement.FULL_HALF_TERM: "A full half-term",
    Achievement.PUNCTUAL_HALF_TERM: "On time all half-term",
    Achievement.FULL_WEEK: "A full week",
}


class Recognition(models.Model):
    """One thing a pupil has earned. It waits until somebody gives it, or says why not."""

    class State(models.TextChoices):
        WAITING = "waiting", "To give"
        GIVEN = "given", "Given"
        PASSED_OVER = "passed_over", "Passed over"
        NO_LONGER = "no_longer", "No longer so"

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="recognitions")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="recognitions")
    achievement = models.CharField(max_length=32, choices=[(each.value, name) for each, name in NAMES.items()])
    rule = models.CharField(max_length=60, help_text="The rule of the policy by which it was earned.")
    starts_on = models.DateField(help_text="The first day it is for.")
    ends_on = models.DateField(help_text="The last day it is for.")
    week_on = models.DateField(help_text="The Monday of the week whose list it stands on.")
    possible = models.PositiveSmallIntegerField()
    attended = models.PositiveSmallIntegerField()
    excused = models.PositiveSmallIntegerField(default=0, help_text="Sessions of medical absence, left out.")
    arrivals = models.PositiveSmallIntegerField(default=0)
    possible_before = models.PositiveSmallIntegerField(default=0, help_text="In the stretch it is compared with.")
    attended_before = models.PositiveSmallIntegerField(default=0)
    days_away = models.PositiveSmallIntegerField(default=0)
    away_since = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=240, blank=True, help_text="Why it was passed over.")
    listed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-week_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pupil", "rule", "ends_on"], name="recognition_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="recognition_waits_until_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state="passed_over") | ~Q(reason=""), name="recognition_passed_over_says_why"
            ),
        ]
        indexes = [models.Index(fields=["provision", "week_on"], name="recognition_of_week")]

    @property
    def name(self) -> str:
        return NAMES[Achievement(self.achievement)]
