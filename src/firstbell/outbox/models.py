"""Outgoing messages: written with what caused them, sent later by the worker."""

from __future__ import annotations

from django.db import models

from firstbell.placements.models import Commissioner
from firstbell.provisions.models import Provision, SessionOfDay


class Batch(models.Model):
    """Messages that somebody sends together. Until they go, one press takes them all back."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="batches")
    proposed_by = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    goes_at = models.DateTimeField(help_text="When its messages go unless it is taken back.")
    count = models.PositiveSmallIntegerField(help_text="How many messages it held when it was proposed.")
    undone_by = models.CharField(max_length=120, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(fields=["provision", "goes_at"], name="batch_to_go")]


class Message(models.Model):
    """One message to one recipient. Its Message-ID never changes, however often it is tried."""

    class State(models.TextChoices):
        DRAFTED = "drafted", "Draft"
        HELD = "held", "Held"
        QUEUED = "queued", "Waiting to go"
        IN_FLIGHT = "in_flight", "Sending"
        RETRYING = "retrying", "Trying again"
        ACCEPTED = "accepted", "Accepted by their server"
        DELIVERED = "delivered", "Delivered"
        BOUNCED = "bounced", "Came back"
        FAILED = "failed", "Ring them"
        CANCELLED = "cancelled", "Cancelled"

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"
        SMS = "sms", "Text"

    class Fault(models.TextChoices):
        PERMANENT = "permanent", "Refused for good"
        TEMPORARY = "temporary", "Refused for now"
        TECHNICAL = "technical", "Our own set-up is wrong"

    TO_SEND = (State.QUEUED, State.RETRYING)
    OPEN = (State.DRAFTED, State.HELD, State.QUEUED, State.IN_FLIGHT, State.RETRYING)
    GONE = (State.ACCEPTED, State.DELIVERED)
    WAITING = (State.DRAFTED, State.HELD)
    LOST = (State.BOUNCED, State.FAILED)

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="messages")
    commissioner = models.ForeignKey(Commissioner, models.PROTECT, null=True, blank=True, related_name="messages")
    key = models.CharField(max_length=160, help_text="What it is about, once: purpose, recipient, date, session.")
    purpose = models.CharField(max_length=40)
    on = models.DateField(help_text="The day it is about.")
    session = models.CharField(max_length=2, choices=SessionOfDay, blank=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="messages")
    to_name = models.CharField(max_length=160)
    to_address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="en", help_text="The language of the text.")
    english = models.TextField(blank=True, help_text="What staff read, where the text is in another language.")
    about = models.PositiveSmallIntegerField(default=0, help_text="How many pupils it speaks of.")
    drawing = models.PositiveSmallIntegerField(default=1, help_text="Which drawing of its attachments goes with it.")
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTED)
    drafted_at = models.DateTimeField()
    edited_by = models.CharField(
        max_length=120, blank=True, help_text="Whose words these are; no longer drawn from the log."
    )
    held_by = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField(help_text="When it goes unless a person holds it.")
    deadline_at = models.DateTimeField(null=True, blank=True, help_text="After this no retry; the phone takes over.")
    next_try_at = models.DateTimeField(null=True, blank=True, help_text="Empty unless it is under way.")
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=10, choices=Fault, blank=True, help_text="Of the last refusal.")
    accepted_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=120, blank=True, help_text="What the provider calls it, for receipts.")
    server = models.CharField(max_length=200, blank=True, help_text="The server that answered last.")
    server_reply = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-drafted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["provision", "key"], name="message_once_per_key")]
        indexes = [
            # A condition without values: SQLite cannot use a partial index whose condition arrives as a parameter.
            models.Index(fields=["next_try_at"], condition=models.Q(next_try_at__isnull=False), name="message_to_send"),
            models.Index(fields=["provision", "on"], name="message_of_day"),
            models.Index(fields=["provider_id"], name="message_of_provider"),
        ]


class MessageAttachment(models.Model):
    """A file that goes with a message, kept as it was sent. A message drawn again has a new drawing of its files."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments")
    drawing = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120, help_text="Without a pupil's name.")
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()

    append_only = True

    class Meta:
        ordering = ["message", "drawing", "pk"]


class MessageEvent(models.Model):
    """One step in a message's life, with the server's own words."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="events")
    state = models.CharField(max_length=10, choices=Message.State)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    words = models.CharField(max_length=500, blank=True)

    append_only = True

    class Meta:
        ordering = ["message", "at", "pk"]
