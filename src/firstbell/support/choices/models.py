"""What a provision adds to the shipped lists."""

from __future__ import annotations

from django.db import models

from firstbell.provisions.models import Provision


class SupportChoice(models.Model):
    """One entry of a provision's own on a list. Archived, never deleted: what was chosen stays readable."""

    class Kind(models.TextChoices):
        BARRIER = "barrier", "Barriers to attendance"
        STRATEGY = "strategy", "Strategies"
        AGENCY = "agency", "Agencies"

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="support_choices")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.SlugField(max_length=60)
    words = models.CharField(max_length=120)
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "words", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["provision", "kind", "key"], name="supportchoice_once_per_key"),
            models.CheckConstraint(condition=~models.Q(words=""), name="supportchoice_has_words"),
        ]
