"""Duties: something due, with an owner and a deadline, opened from policy."""

from __future__ import annotations

from django.db import models

from firstbell.outbox.models import Message
from firstbell.people.models import Pupil
from firstbell.placements.models import Commissioner
from firstbell.provisions.models import Provision, SessionOfDay


class Duty(models.Model):
    """One thing due. Keyed by (rule, subject, date, session, occasion), so opening twice changes nothing.

    The policy that opened it judges it: the fact, what meets it, the sentence and the clause are kept on the row.
    """

    class State(models.TextChoices):
        OPEN = "open", "To do"
        CLAIMED = "claimed", "Somebody has it"
        MET = "met", "Done in time"
        MISSED = "missed", "Missed"
        WITHDRAWN = "withdrawn", "No longer needed"

    WAITING = (State.OPEN, State.CLAIMED)
    TO_DO_AGAIN = {
        "state": State.OPEN,
        "closed_at": None,
        "closed_by": "",
        "outcome": "",
        "claimed_by": "",
        "claimed_by_id": None,
        "claimed_until": None,
    }
    """What a duty that ended becomes when it is opened again; the journal keeps how it had ended."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="duties")
    rule = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    fact = models.CharField(max_length=40, help_text="What was so when it opened; no longer so makes it moot.")
    subject = models.CharField(max_length=40, help_text="pupil:12, or register:7 for a register not taken.")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, blank=True, related_name="duties")
    commissioner = models.ForeignKey(
        Commissioner, models.PROTECT, null=True, blank=True, related_name="duties", help_text="Whom to tell."
    )
    on = models.DateField()
    session = models.CharField(max_length=2, choices=SessionOfDay, blank=True)
    occasion = models.CharField(max_length=40, blank=True, help_text="to:5 where each commissioner is told apart.")
    owner_role = models.CharField(max_length=24, help_text="Whose it is now; the next role's after it escalated.")
    met_by = models.CharField(max_length=160, help_text="What meets it, words apart.")
    sentence = models.CharField(max_length=240)
    clause = models.CharField(max_length=12, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True, help_text="The pupil's own start, or the session's, UTC.")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_by_id = models.BigIntegerField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When it was met, missed for good or withdrawn.")
    closed_by = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=60, blank=True, help_text="What met it, or why it was withdrawn.")
    was_late = models.BooleanField(default=False, help_text="Its time passed before it was done.")
    late_reason = models.CharField(max_length=240, blank=True, help_text="Why it was late; asked once.")
    late_reason_by = models.CharField(max_length=120, blank=True)
    late_reason_at = models.DateTimeField(null=True, blank=True)
    escalates_at = models.DateTimeField(null=True, blank=True, help_text="Unclaimed then, it is the next role's.")
    escalates_to = models.CharField(max_length=24, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    if_met = models.CharField(max_length=240, blank=True, help_text="Rules that it opens when met, words apart.")
    if_missed = models.CharField(max_length=240, blank=True, help_text="Rules that it opens when its time has passed.")
    repeats = models.BooleanField(default=False, help_text="Its rule opens it again until what the rule says is so.")

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(
                fields=["provision", "rule", "subject", "on", "session", "occasion"], name="duty_once_per_key"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, state__in=["open", "claimed"])
                | models.Q(closed_at__isnull=False, state__in=["met", "missed", "withdrawn"]),
                name="duty_waits_until_closed",
            ),
        ]
        indexes = [
            # Conditions without values: SQLite cannot use a partial index whose condition arrives as a parameter.
            models.Index(
                fields=["provision", "due_at"], condition=models.Q(closed_at__isnull=True), name="duty_waiting"
            ),
            models.Index(
                fields=["due_at"], condition=models.Q(closed_at__isnull=True, was_late=False), name="duty_to_judge"
            ),
            models.Index(
                fields=["escalates_at"],
                condition=models.Q(closed_at__isnull=True, escalated_at__isnull=True, escalates_at__isnull=False),
                name="duty_to_escalate",
            ),
            models.Index(fields=["subject", "on"], name="duty_of_subject"),
            models.Index(fields=["provision", "on"], name="duty_of_day"),
        ]


class DutyMessage(models.Model):
    """Which messages serve a duty. A message may serve several."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="messages")
    message = models.ForeignKey(Message, models.PROTECT, related_name="duties")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "message"], name="dutymessage_once")]
