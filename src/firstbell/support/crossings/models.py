"""Crossings of the policy's lines, and the letters that tell of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from firstbell.duties.models import Duty
from firstbell.outbox.models import Message
from firstbell.people.models import Contact, Pupil
from firstbell.placements.models import Commissioner, Placement
from firstbell.provisions.models import Provision


class Crossing(models.Model):
    """Once past a line of the policy, with the figures that caused it (AL-8, SS-24, SS-27).

    Written once when it is crossed, and once more when attendance is back, its period is over, or an amendment shows
    that it never was crossed. What caused it is kept as it was.
    """

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="crossings")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="crossings")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="crossings")
    key = models.CharField(max_length=60, help_text="The threshold's key, or the fact with its figures.")
    fact = models.CharField(max_length=40)
    line = models.CharField(max_length=120, help_text="As people said it then: below 95%.")
    period_starts_on = models.DateField(null=True, blank=True, help_text="Empty where the period goes along.")
    crossed_on = models.DateField(help_text="The session that did it.")
    crossed_at = models.DateTimeField(help_text="When we saw it.")
    figures = models.JSONField(help_text="The sum, the exact percentage as two whole numbers, the dates missed.")
    is_quiet = models.BooleanField(default=False, help_text="History when it was seen: nothing fell due, nothing went.")
    back_on = models.DateField(null=True, blank=True, help_text="Attendance was back, or the period was over.")
    back_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True, help_text="The register was put right: it never was so.")

    class Meta:
        ordering = ["-crossed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "key"],
                condition=Q(back_at__isnull=True, undone_at__isnull=True),
                name="crossing_once_while_it_lasts",
            ),
            models.CheckConstraint(
                condition=Q(back_at__isnull=True) | Q(back_on__isnull=False, undone_at__isnull=True),
                name="crossing_back_or_undone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["provision", "pupil"],
                condition=Q(back_at__isnull=True, undone_at__isnull=True),
                name="crossing_lasting",
            ),
            models.Index(fields=["pupil", "crossed_at"], name="crossing_of_pupil"),
        ]

    @property
    def occasion(self) -> str:
        """What its duties are opened for: crossing:12."""
        return f"crossing:{self.pk}"


class Letter(models.Model):
    """What the school or home is told of a crossing, or that it was not so after all: by email, or on paper.

    An email's own words are those of its message, which a person may hold and change. A letter on paper is met when
    somebody has posted it.
    """

    class To(models.TextChoices):
        HOME = "home", "Parents or carers"
        MAIN_SCHOOL = "main-school", "Main school"
        COMMISSIONER = "commissioner", "Commissioner"

    crossing = models.ForeignKey(Crossing, models.PROTECT, related_name="letters")
    duty = models.OneToOneField(Duty, models.PROTECT, null=True, blank=True, related_name="letter")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    to = models.CharField(max_length=12, choices=To)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="letters")
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, null=True, blank=True, related_name="letters")
    to_name = models.CharField(max_length=160)
    language = models.CharField(max_length=60, blank=True, help_text="What is spoken at home, where not English.")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    written_at = models.DateTimeField()
    message = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="letter", help_text="Empty for one on paper."
    )
    goes_at = models.DateTimeField(null=True, blank=True, help_text="When it goes by itself; empty waits for a person.")
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.CharField(max_length=120, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True, help_text="It had not gone, and is not so any more.")

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duty__isnull=False, corrects__isnull=True) | Q(duty__isnull=True, corrects__isnull=False),
                name="letter_serves_a_duty_or_corrects",
            ),
            models.CheckConstraint(
                condition=Q(posted_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="letter_posted_or_cancelled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["goes_at"],
                condition=Q(goes_at__isnull=False, cancelled_at__isnull=True),
                name="letter_to_go",
            )
        ]

    @property
    def is_on_paper(self) -> bool:
        return self.message_id is None
