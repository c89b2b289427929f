"""Which answers of schools a person may decide about: those of their own provision."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.followup.models import SchoolAnswer


def answer_to_decide(staff: Staff, answer_id: int) -> SchoolAnswer:
    """Return an answer whose code waits for a person. Raises Http404."""
    found = SchoolAnswer.objects.filter(pupil__provision_id=staff.provision_id, for_a_person=True)
    return get_object_or_404(found.select_related("pupil", "commissioner"), pk=answer_id)
