"""The practice provision's own clock and mailbox."""

from __future__ import annotations

from django.db import models


class PracticeClock(models.Model):
    """One row: how far the practice clock stands from the real one."""

    offset_microseconds = models.BigIntegerField(default=0)


class PracticeMail(models.Model):
    """One mail or text as it would have left the building."""

    to_address = models.CharField(max_length=254, db_index=True)
    from_address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=160, blank=True)
    received_at = models.DateTimeField()

    @property
    def is_text(self) -> bool:
        """A text goes to a number: no address of an email stands in it."""
        return "@" not in self.to_address

    class Meta:
        ordering = ["-received_at", "-pk"]
