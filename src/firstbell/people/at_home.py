"""Who at home is written to about a pupil: one rule for letters, reports, plans, invitations and good news."""

from __future__ import annotations

from collections.abc import Collection

from firstbell.people.models import Contact


def written_to(pupil_ids: Collection[int]) -> dict[int, list[Contact]]:
    """Return of each pupil who is written to, in the order of ringing, one statement for any number.

    Those with parental responsibility; where nobody has said who has it, the first of whom it is not denied. Never
    somebody who must not be rung or written to.
    """
    found: dict[int, list[Contact]] = {pupil_id: [] for pupil_id in pupil_ids}
    contacts = Contact.objects.filter(pupil_id__in=pupil_ids, archived_at=None).exclude(safety=Contact.Safety.NEVER)
    for contact in contacts.order_by("pupil_id", "priority", "pk"):
        found[contact.pupil_id].append(contact)
    return {pupil_id: those_written_to(theirs) for pupil_id, theirs in found.items()}


def those_written_to(contacts: list[Contact]) -> list[Contact]:
    """Return those of one pupil's contacts, in the order of ringing, who are written to."""
    responsible = [contact for contact in contacts if contact.parental_responsibility]
    unsaid = [contact for contact in contacts if contact.parental_responsibility is None]
    return responsible or unsaid[:1]


def email_of(contact: Contact) -> str:
    """Return where an email may go: nowhere where a warning must be read first."""
    return contact.email if contact.safety == Contact.Safety.OK else ""
