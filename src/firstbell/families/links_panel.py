"""What a pupil's page offers for parents: a link with which to tell us ahead."""

from __future__ import annotations

from datetime import datetime

from firstbell.accounts.staff import Staff
from firstbell.notices.links import why_no_link
from firstbell.people.access import may_change
from firstbell.people.models import Contact, Pupil
from firstbell.people.panels import Panel


def links_panel(staff: Staff, pupil: Pupil, at: datetime) -> Panel | None:
    """Show nothing of a pupil who has left, nothing to who only reads, and nothing where nobody may have a link."""
    if pupil.archived_at is not None or not may_change(staff):
        return None
    contacts = Contact.objects.filter(pupil=pupil, archived_at=None).order_by("priority", "pk")
    shown = [contact for contact in contacts if not why_no_link(contact, pupil)]
    return Panel("side", 20, "families/links_panel.html", {"contacts": shown, "pupil": pupil}) if shown else None
