"""Patterns as they were found last, and those that a person set aside."""

from __future__ import annotations

from django.db import models

from firstbell.domain.patterns import PatternKind
from firstbell.domain.patterns.values import unusual_words
from firstbell.people.models import Pupil
from firstbell.provisions.models import Provision

KINDS = {
    PatternKind.WEEKDAY: "Weekday",
    PatternKind.HALF_DAY: "Morning or afternoon",
    PatternKind.WEEKEND: "Around weekends",
    PatternKind.HOLIDAY: "Around holidays",
    PatternKind.RELAPSE: "Soon after a return",
    PatternKind.RUNS: "Days in a row",
    PatternKind.SIBLING: "Together with a sibling",
    PatternKind.TRAVEL: "Travel",
    PatternKind.WEEKDAY_LATENESS: "Late on a weekday",
    PatternKind.TRAVEL_LATENESS: "Late with one way to travel",
    PatternKind.LATENESS_DRIFT: "Later and later",
}


class PatternSearch(models.Model):
    """When a provision's patterns were looked for last, and over which days. Disposable."""

    provision = models.OneToOneField(Provision, models.CASCADE, related_name="pattern_search")
    starts_on = models.DateField()
    ends_on = models.DateField()
    pupils = models.PositiveIntegerField()
    done_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "pattern searches"


class FoundPattern(models.Model):
    """One pattern of one pupil, as it was found last. Disposable: the next search makes it again from the register.

    first_found_on outlives a search as long as the pattern is found each time.
    """

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="patterns")
    key = models.CharField(max_length=60, help_text="Names it from night to night, such as weekday:0:AM.")
    kind = models.CharField(max_length=20, choices=[(kind.value, words) for kind, words in KINDS.items()])
    sentence = models.CharField(max_length=400)
    found = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    found_elsewhere = models.PositiveIntegerField()
    of_elsewhere = models.PositiveIntegerField()
    one_in = models.PositiveIntegerField(help_text="How often chance alone would show as much: one in so many.")
    dates = models.JSONField(help_text="The days found, first to last, as 2026-11-23.")
    since_on = models.DateField()
    first_found_on = models.DateField()

    class Meta:
        ordering = ["pupil", "-one_in", "pk"]
        constraints = [models.UniqueConstraint(fields=["pupil", "key"], name="foundpattern_once")]

    @property
    def unusual(self) -> str:
        """How unusual it is, in words."""
        return unusual_words(self.one_in)


class PatternSetAside(models.Model):
    """Somebody looked at a pattern and said why nothing need come of it (SS-37). It comes back when it grows."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="patterns_set_aside")
    key = models.CharField(max_length=60)
    sentence = models.CharField(max_length=400, help_text="As it stood then.")
    reason = models.CharField(max_length=240)
    until_on = models.DateField(help_text="The last of its days then: what grows is counted from the next.")
    set_aside_at = models.DateTimeField()
    set_aside_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When somebody wanted to see it again.")
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-set_aside_at", "-pk"]
        verbose_name_plural = "patterns set aside"
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "key"], condition=models.Q(ended_at__isnull=True), name="patternsetaside_one_stands"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="patternsetaside_says_why"),
        ]
