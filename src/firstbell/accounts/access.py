"""The only way a view gets a person, an invitation or a provision: within the signed-in person's own provision."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from firstbell.accounts.models import Invitation, Membership, User
from firstbell.accounts.staff import Staff

NOT_HERE = "There is nobody of that number here."


def memberships(staff: Staff) -> QuerySet[Membership]:
    """Return every membership, past ones too, of the provision."""
    return Membership.objects.filter(provision_id=staff.provision_id)


def person(staff: Staff, user_id: int) -> User:
    """Return a person who has, or had, a role at the provision. Raises Http404 for all others alike."""
    found = User.objects.filter(pk=user_id, memberships__provision_id=staff.provision_id).distinct().first()
    if found is None:
        raise Http404(NOT_HERE)
    return found


def invitations(staff: Staff) -> QuerySet[Invitation]:
    return Invitation.objects.filter(provision_id=staff.provision_id)


def invitation(staff: Staff, invitation_id: int) -> Invitation:
    """Return an invitation to the provision. Raises Http404."""
    found = invitations(staff).filter(pk=invitation_id).first()
    if found is None:
        raise Http404(NOT_HERE)
    return found
