"""The step of setting up that brings in the people who take registers."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from firstbell.accounts.models import Membership, Role
from firstbell.provisions.access import Reader, may_change
from firstbell.provisions.sections import Step


def people_step(staff: Reader, today: date) -> Step:
    here = Membership.objects.filter(provision_id=staff.provision_id, ended_at=None, user__is_active=True)
    count = here.exclude(ends_on__lt=today).filter(role=Role.TUTOR).values("user").distinct().count()
    words = (
        f"{count} tutor{'' if count == 1 else 's'} can take registers."
        if count
        else "They get a link and set up a passkey. No passwords by email."
    )
    url = reverse("accounts:people") if may_change(staff) else ""
    return Step(60, "Invite your tutors", bool(count), words, url, "Change" if count else "Start")
