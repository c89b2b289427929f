"""Files on their way in, and what people have taught us about their columns."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from firstbell.exchange.kinds import Kind
from firstbell.provisions.models import Provision


class Upload(models.Model):
    """A file somebody sent and has not brought in yet. Its content lies in a folder of ours under a name of ours.

    The content is deleted once it is brought in, and after a day in any case.
    """

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="uploads")
    kind = models.CharField(max_length=14, choices=Kind)
    file_name = models.CharField(max_length=160, help_text="As the person's computer called it.")
    stored_as = models.CharField(max_length=64, blank=True, help_text="Empty once the content is deleted.")
    sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads")
    sent_at = models.DateTimeField()
    kept_until = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="When the content is deleted. Empty once it is."
    )
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(default=dict, blank=True, help_text="What was added, changed and left out.")

    class Meta:
        ordering = ["-sent_at", "-pk"]


class ColumnMapping(models.Model):
    """What a column of a provision's files means, as a person once said. An empty target: not to bring in."""

    provision = models.ForeignKey(Provision, models.PROTECT, related_name="column_mappings")
    kind = models.CharField(max_length=14, choices=Kind)
    column = models.CharField(max_length=160, help_text="In plain lower case.")
    target = models.CharField(max_length=60, blank=True)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provision", "kind", "column"], name="columnmapping_once_per_column")
        ]
