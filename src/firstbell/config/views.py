"""The way in: each role's own first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from firstbell.accounts.permissions import may_open

# The first of these that a person may open is theirs.
FIRST_PAGES = {
    "tutor": "registers:today",
    "attendance_lead": "followup:board",
    "head": "followup:board",
    "safeguarding_lead": "followup:board",
    "administrator": "provisions:settings",
    "commissioner_contact": "commissioners:today",
}


def home(request: HttpRequest) -> HttpResponse:
    """Send a person to their own first page, and somebody without a role here to the page that says so."""
    staff = request.staff
    if staff is None:
        return redirect("accounts:provision")
    return redirect(next(FIRST_PAGES[role] for role in staff.roles if may_open(staff, FIRST_PAGES[role])))
