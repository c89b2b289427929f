"""Which mails of the practice mailbox a person may read: nobody sees across provisions or schools, here neither."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff
from firstbell.outbox.models import Message
from firstbell.practice.models import PracticeMail

OFFICE = (Role.TUTOR, Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD)


def mails(staff: Staff) -> QuerySet[PracticeMail]:
    """What was sent to this person, and to those who work with pupils what their provision sent; newest first."""
    theirs = Q(to_address__iexact=staff.email) | Q(to_address__icontains=f"<{staff.email}>")
    if staff.has(*OFFICE):
        theirs |= Q(message_id__in=Message.objects.filter(provision_id=staff.provision_id).values("message_id"))
    return PracticeMail.objects.filter(theirs)


def mail(staff: Staff, mail_id: int) -> PracticeMail:
    return get_object_or_404(mails(staff), pk=mail_id)
