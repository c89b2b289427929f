"""The chain of entries and the notes of how far it had come."""

from __future__ import annotations

from django.db import models


class JournalEntry(models.Model):
    """One act. Append-only; see canonical.py for what its commitment and link cover."""

    pk = models.CompositePrimaryKey("chain", "number")
    chain = models.BigIntegerField()
    number = models.BigIntegerField()
    verb = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120)
    actor_role = models.CharField(max_length=120)
    request_id = models.CharField(max_length=40)
    about = models.CharField(max_length=60)
    facts = models.TextField()
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)
    link = models.CharField(max_length=64)

    append_only = True

    class Meta:
        db_table = "journal_entry"
        ordering = ["chain", "number"]
        indexes = [models.Index(fields=["chain", "about", "number"], name="journal_entry_about")]

    def __str__(self) -> str:
        return f"{self.chain}.{self.number} {self.verb}"


class Checkpoint(models.Model):
    """How many entries a chain had, and its last link, on a day. Whoever holds a copy can prove a cut."""

    chain = models.BigIntegerField()
    day = models.DateField()
    count = models.BigIntegerField()
    link = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    append_only = True

    class Meta:
        ordering = ["chain", "count"]
        constraints = [models.UniqueConstraint(fields=["chain", "count"], name="checkpoint_once_per_count")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The short text that goes into a message: chain, count, day and the first half of the link."""
        return checkpoint_text(self.chain, self.count, self.link)


def checkpoint_text(chain: int, count: int, link: str) -> str:
    """Return a head in one line, for example `2.4812 9f3c11aa-02bd44e1-7730c1f2-aa019b4c`."""
    return f"{chain}.{count} " + "-".join(link[place : place + 8] for place in range(0, 32, 8))
