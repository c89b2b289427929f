"""Add an entry to a list, take it off, put it back."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import slugify

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.support.choices.models import SupportChoice
from firstbell.support.choices.queries import choices
from firstbell.units import unit_of_work


class OnTheList(Refused):
    """The list has an entry of these words already."""

    def __init__(self, words: str) -> None:
        super().__init__(
            f"“{words}” is on the list already.",
            "Nothing was added.",
            "Choose it there, or write what makes yours different.",
        )


def add_choice(provision_id: int, kind: str, words: str, *, by: Actor, at: datetime) -> SupportChoice:
    """Add an entry of a provision's own; one that was taken off comes back. Raises OnTheList."""
    with unit_of_work():
        if any(words.casefold() == each.words.casefold() for each in choices(provision_id, kind)):
            raise OnTheList(words)
        mine = SupportChoice.objects.filter(provision_id=provision_id, kind=kind)
        choice = mine.filter(words__iexact=words).first()
        if choice is not None:
            choice.archived_at = None
            choice.save(update_fields=["archived_at"])
        else:
            key = f"own-{slugify(words)[:48] or 'entry'}-{mine.count() + 1}"
            choice = SupportChoice.objects.create(
                provision_id=provision_id, kind=kind, key=key, words=words, added_by=by.name, added_at=at
            )
        _journal("support-choice.added", choice, by=by, at=at)
    return choice


def take_off(choice: SupportChoice, *, by: Actor, at: datetime) -> None:
    """Take an entry off its list. What was chosen before keeps its words."""
    with unit_of_work():
        if SupportChoice.objects.filter(pk=choice.pk, archived_at=None).update(archived_at=at):
            _journal("support-choice.removed", choice, by=by, at=at)


def _journal(verb: str, choice: SupportChoice, *, by: Actor, at: datetime) -> None:
    facts = {"list": choice.kind, "key": choice.key, "words": choice.words}
    about = f"provision:{choice.provision_id}"
    journal.write(verb, facts, by=by, at=at, provision_id=choice.provision_id, about=about)
