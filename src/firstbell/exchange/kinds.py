"""What a file can bring in or take out, and who may do so."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models

from firstbell.accounts.models import Role


class Kind(models.TextChoices):
    """A kind of file. Pupils may carry contacts, a placement and a week in the same row."""

    PUPILS = "pupils", "Pupils"
    CONTACTS = "contacts", "Contacts"
    COMMISSIONERS = "commissioners", "Schools and councils"
    PLACEMENTS = "placements", "Placements and weekly patterns"
    CALENDARS = "calendars", "Terms and closures"
    MARKS = "marks", "Past registers"


HINTS = {
    Kind.PUPILS: "One row for each pupil. Contacts, school, days, times and notes may stand in the same row.",
    Kind.CONTACTS: "One row for each contact; the pupil's name, birth date or UPN repeats.",
    Kind.COMMISSIONERS: "Who sends pupils here, where absence e-mails go, and named people.",
    Kind.PLACEMENTS: "Pupil, school or council, first and last day, and days and times in columns or in words.",
    Kind.CALENDARS: "Terms, half-terms, closures, training days.",
    Kind.MARKS: "Pupil, date, session and code, from any code list. They open no duty and send nothing.",
}
HANDLES_PUPILS = (Role.HEAD, Role.ATTENDANCE_LEAD)
HANDLES_REST = (Role.ADMINISTRATOR,)
HOLDS_NO_PUPIL = frozenset({Kind.COMMISSIONERS, Kind.CALENDARS})


def kinds_for(roles: Collection[str]) -> tuple[Kind, ...]:
    """Return what somebody in these roles may bring in or take out. The administrator sees no pupil."""
    if set(HANDLES_PUPILS) & set(roles):
        return tuple(Kind)
    if set(HANDLES_REST) & set(roles):
        return tuple(kind for kind in Kind if kind in HOLDS_NO_PUPIL)
    return ()
