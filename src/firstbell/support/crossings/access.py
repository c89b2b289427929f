"""Which letters a person may read: the office all of its provision's."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.duties.models import Duty
from firstbell.support.crossings.models import Letter


def letter(staff: Staff, letter_id: int) -> Letter:
    """Return a letter of the person's provision. Raises Http404."""
    ours = Letter.objects.filter(crossing__provision_id=staff.provision_id)
    wanted = ("crossing__pupil__provision", "crossing__placement", "message", "duty", "corrects")
    return get_object_or_404(ours.select_related(*wanted), pk=letter_id)


def duty(staff: Staff, duty_id: int) -> Duty:
    """Return a duty of the person's provision, to find its letter by. Raises Http404."""
    return get_object_or_404(Duty.objects.filter(provision_id=staff.provision_id), pk=duty_id)
