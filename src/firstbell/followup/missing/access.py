"""Which cases a person may reach: those of their own provision. The permission matrix says which roles."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.followup.missing.models import MissingCase


def case(staff: Staff, case_id: int) -> MissingCase:
    """Return a case of the person's provision, open or closed. Raises Http404."""
    cases = MissingCase.objects.filter(provision_id=staff.provision_id)
    return get_object_or_404(cases.select_related("pupil", "provision"), pk=case_id)
