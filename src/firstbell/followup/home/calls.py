"""The people to ring and the calls already made, for many pupils at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from itertools import groupby

from django.db.models import FilteredRelation, Q

from firstbell.domain.contact import Outcome
from firstbell.followup.home.ringing import Number, Person, Tried
from firstbell.followup.models import ContactAttempt
from firstbell.people.models import Contact


def people_of(pupil_ids: Collection[int]) -> dict[int, list[Person]]:
    """Return the contacts of each pupil in the order they are rung, with their numbers. One statement."""
    rows = (
        Contact.objects.filter(pupil_id__in=pupil_ids, archived_at=None)
        .annotate(kept=FilteredRelation("numbers", condition=Q(numbers__archived_at=None)))
        .order_by("pupil_id", "priority", "pk", "kept__position", "kept__pk")
        .values_list(
            *("pupil_id", "pk", "name", "relationship", "language", "channel", "safety", "warning", "note"),
            *("kept__pk", "kept__number", "kept__kind", "kept__note"),
        )
    )
    found: dict[int, list[Person]] = defaultdict(list)
    for contact, together in groupby(rows, key=lambda row: row[:9]):
        pupil_id, contact_id, name, relationship, language, channel, safety, warning, note = contact
        found[pupil_id].append(
            Person(
                id=contact_id,
                name=name,
                relationship=relationship,
                language=language,
                text_first=channel == Contact.Channel.TEXT,
                may_ring=safety != Contact.Safety.NEVER,
                warning=warning,
                note=note,
                numbers=tuple(
                    Number(number_id, contact_id, number, kind, its_note)
                    for number_id, number, kind, its_note in (row[9:] for row in together)
                    if number
                ),
            )
        )
    return found


def attempts_of(pupil_ids: Collection[int], day: date) -> dict[int, list[ContactAttempt]]:
    """Return the attempts of a day for each pupil, in the order they were made. One statement."""
    found: dict[int, list[ContactAttempt]] = defaultdict(list)
    rows = (
        ContactAttempt.objects.filter(pupil_id__in=pupil_ids, on=day)
        .select_related("contact")
        .order_by("made_at", "pk")
    )
    for row in rows:
        found[row.pupil_id].append(row)
    return found


def tried(attempts: Collection[ContactAttempt]) -> list[Tried]:
    """Return the calls home among these attempts, as the next step needs them."""
    return [
        Tried(each.contact_id, each.number, Outcome(each.outcome), each.made_at)
        for each in attempts
        if each.commissioner_id is None
    ]


def by_whom(attempt: ContactAttempt) -> str:
    """Return whom an attempt was made to, as the log says it: "mother", else the name that was kept."""
    if attempt.contact is not None and attempt.contact.relationship:
        return attempt.contact.relationship.lower()
    return attempt.spoke_to
