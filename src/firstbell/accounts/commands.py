"""Giving and ending access, and beginning and ending sign-ins. Every act is in the journal."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from firstbell import journal
from firstbell.accounts.heeding import heed_joined
from firstbell.accounts.models import AccessLog, GroupTutor, Invitation, Membership, Role, SignIn, User
from firstbell.accounts.staff import RANK, Staff
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.journal import Actor
from firstbell.provisions.models import Group, Provision
from firstbell.units import unit_of_work

INVITATION_LASTS = timedelta(hours=24)
FIRST_INVITATION_LASTS = timedelta(minutes=30)


class AlreadyHere(Refused):
    """The person invited has that role already."""


class InvitationSpent(Refused):
    """The link was used, withdrawn, replaced or is too old."""


class OwnAccess(Refused):
    """Somebody tried to change what they themselves may do."""


def invite(
    provision: Provision,
    *,
    email: str,
    name: str,
    role: str,
    by: Actor,
    at: datetime,
    lasts: timedelta = INVITATION_LASTS,
) -> str:
    """Invite a person and return the secret of their one-time link: it is shown once and never kept.

    An earlier invitation of the same address to this provision stops working. Raises AlreadyHere.
    """
    email = email.strip().lower()
    with unit_of_work():
        held = Membership.objects.filter(user__email=email, provision=provision, role=role, ended_at=None)
        if any(_holds(membership, at) for membership in held):
            raise AlreadyHere(
                f"{email} is {Role(role).label.lower()} here already.",
                "No invitation was made.",
                "Look for the name under People with access, or choose another role.",
            )
        provision.invitations.filter(email=email, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
        secret = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            provision=provision,
            email=email,
            name=name.strip(),
            role=role,
            secret_hash=_hash(secret),
            made_at=at,
            made_by=by.name,
            expires_at=at + lasts,
        )
        facts = {"email": email, "name": invitation.name, "role": role, "expires_at": invitation.expires_at}
        _journal("access.invited", facts, invitation, by, at)
    return secret


def withdraw_invitation(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """Stop an invitation that was not used. Safe to repeat."""
    with unit_of_work():
        unused = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None)
        if unused.update(withdrawn_at=at):
            _journal("access.invitation-withdrawn", {"email": invitation.email}, invitation, by, at)


def invitation_for(secret: str, at: datetime) -> Invitation:
    """Return the invitation a link stands for. Raises InvitationSpent, in the same words whatever the reason."""
    found = Invitation.objects.select_related("provision").filter(
        secret_hash=_hash(secret), used_at=None, withdrawn_at=None, expires_at__gt=at
    )
    invitation = found.first()
    if invitation is None:
        raise InvitationSpent(
            "This link does not work any more.",
            "It was used, replaced, withdrawn, or is too old. A link works once, for one day.",
            "Ask whoever gave it to you for a new one. If you have an account already, sign in.",
        )
    return invitation


def accept_as_new(secret: str, *, name: str, password: str, at: datetime) -> User:
    """Make the invited person's account and give them their role. Raises InvitationSpent."""
    with unit_of_work():
        invitation = invitation_for(secret, at)
        user = User.objects.create_user(invitation.email, name.strip(), password)
        by = Actor("staff", user.pk, user.name)
        journal.write(
            "account.made",
            {"name": user.name, "email": user.email},
            by=by,
            at=at,
            provision_id=None,
            about=_about(user),
        )
        _use(invitation, user, by, at)
    return user


def accept_as_known(secret: str, user: User, *, at: datetime) -> None:
    """Give a signed-in person the role they were invited to. Raises InvitationSpent, also for another's invitation."""
    with unit_of_work():
        invitation = invitation_for(secret, at)
        if invitation.email != user.email:
            raise InvitationSpent(
                "This link was made for somebody else.",
                "Only the person whose address it was made for can use it. Nothing was changed.",
                "Sign out and sign in as that person, or ask for a link of your own.",
            )
        _use(invitation, user, Actor("staff", user.pk, user.name), at)


def _use(invitation: Invitation, user: User, by: Actor, at: datetime) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(used_at=at)
    _give(user, invitation.provision, invitation.role, at)
    facts = {"name": user.name, "email": user.email, "role": invitation.role, "invited_by": invitation.made_by}
    journal.write("access.given", facts, by=by, at=at, provision_id=invitation.provision_id, about=_about(user))
    heed_joined(user, invitation, by, at)


def change_roles(user: User, roles: Collection[str], *, by: Staff, at: datetime) -> bool:
    """Let a person hold exactly these roles at the actor's provision. Returns whether anything changed.

    Raises OwnAccess: a second person changes what somebody may do.
    """
    _refuse_own(user, by)
    with unit_of_work():
        provision = Provision.objects.get(pk=by.provision_id)
        held = {membership.role: membership for membership in _open(user, by.provision_id) if _holds(membership, at)}
        if set(held) == set(roles):
            return False
        for role in set(held) - set(roles):
            _end(held[role], at)
        for role in set(roles) - set(held):
            _give(user, provision, role, at)
        facts = {"name": user.name, "before": _ranked(held), "after": _ranked(roles)}
        journal.write(
            "access.role-changed", facts, by=by.actor, at=at, provision_id=by.provision_id, about=_about(user)
        )
    return True


def change_groups(user: User, group_ids: Collection[int], *, by: Staff, at: datetime) -> None:
    """Make a tutor's own groups exactly these of the actor's provision. Anyone may still cover any register."""
    with unit_of_work():
        here = {group.pk: group.name for group in Group.objects.filter(site__provision_id=by.provision_id)}
        own = GroupTutor.objects.filter(user=user, group__in=here)
        before, after = set(own.values_list("group_id", flat=True)), here.keys() & set(group_ids)
        if before == after:
            return
        own.exclude(group__in=after).delete()
        GroupTutor.objects.bulk_create(GroupTutor(user=user, group_id=group) for group in sorted(after - before))
        facts = {
            "name": user.name,
            "before": sorted(here[group] for group in before),
            "after": sorted(here[group] for group in after),
        }
        journal.write(
            "group.tutors-changed", facts, by=by.actor, at=at, provision_id=by.provision_id, about=_about(user)
        )


def end_access(user: User, reason: str, *, by: Staff, at: datetime) -> None:
    """End everything a person may do at the actor's provision, at once and on every device. Raises OwnAccess."""
    _refuse_own(user, by)
    with unit_of_work():
        ended = list(_open(user, by.provision_id))
        for membership in ended:
            _end(membership, at)
        if not Membership.objects.filter(user=user, ended_at=None).exists():
            _end_sign_ins(SignIn.objects.filter(user=user), at)
        facts = {"name": user.name, "reason": reason, "roles": _ranked(each.role for each in ended)}
        journal.write("access.ended", facts, by=by.actor, at=at, provision_id=by.provision_id, about=_about(user))


def remove_factors(user: User, *, by: Actor, at: datetime, provision_id: int | None) -> None:
    """Take away a person's passkeys and codes, because they lost them, and sign them out everywhere.

    They sign in with their password next and set up new ones before they see anything. Raises OwnAccess: it takes a
    second person.
    """
    if (by.kind, by.id) == ("staff", user.pk):
        raise _own_access()
    with unit_of_work():
        removed, _ = Authenticator.objects.filter(user=user).delete()
        _end_sign_ins(SignIn.objects.filter(user=user), at)
        facts = {"name": user.name, "removed": removed}
        journal.write("access.factors-removed", facts, by=by, at=at, provision_id=provision_id, about=_about(user))


def change_name(user: User, name: str, *, at: datetime) -> None:
    """Let a person correct their own name. What they did before keeps the name it was done under."""
    name = name.strip()
    if name == user.name:
        return
    with unit_of_work():
        facts = {"changed": {"name": [user.name, name]}}
        user.name = name
        user.save(update_fields=["name"])
        by = Actor("staff", user.pk, name)
        journal.write("account.changed", facts, by=by, at=at, provision_id=None, about=_about(user))


def begin_sign_in(user: User, *, session_key: str, device: str, address: str | None, at: datetime) -> None:
    """Note a sign-in: when, on what device, from which address."""
    with unit_of_work():
        SignIn.objects.create(user=user, session_key=session_key, began_at=at, device=device, address=address)
        by = Actor("staff", user.pk, user.name)
        journal.write("sign-in.began", {"device": device}, by=by, at=at, provision_id=None, about=_about(user))


def end_sign_in(user: User, session_key: str, *, at: datetime) -> None:
    """Note that a person signed out on one device."""
    with unit_of_work():
        if SignIn.objects.filter(user=user, session_key=session_key, ended_at=None).update(ended_at=at):
            by = Actor("staff", user.pk, user.name)
            journal.write("sign-in.ended", {}, by=by, at=at, provision_id=None, about=_about(user))


def end_other_sign_ins(user: User, keep: str, *, at: datetime) -> int:
    """Sign a person out everywhere but here, and return how many sign-ins that ended. keep: this session's key."""
    with unit_of_work():
        ended = _end_sign_ins(SignIn.objects.filter(user=user).exclude(session_key=keep), at)
        by = Actor("staff", user.pk, user.name)
        journal.write("sign-in.others-ended", {"ended": ended}, by=by, at=at, provision_id=None, about=_about(user))
    return ended


def log_access(
    staff: Staff, pupil_ids: Collection[int], *, kind: str, route: str, at: datetime, request_id: str = ""
) -> None:
    """Note that somebody viewed, exported or printed these pupils' records: one statement, however many pupils.

    kind: a value of AccessLog.Kind. route: the route's name, such as `people:pupil`.
    """
    rows = [
        AccessLog(
            at=at,
            provision_id=staff.provision_id,
            user_id=staff.user_id,
            user_name=staff.name,
            role=", ".join(staff.roles),
            route=route,
            kind=kind,
            pupil_id=pupil_id,
            request_id=request_id,
        )
        for pupil_id in pupil_ids
    ]
    with unit_of_work():
        AccessLog.objects.bulk_create(rows)


def _give(user: User, provision: Provision, role: str, at: datetime) -> None:
    """Open a membership. One that ran out by its last day makes room for it."""
    for membership in _open(user, provision.pk).filter(role=role):
        if _holds(membership, at):
            return
        _end(membership, at)
    Membership.objects.create(user=user, provision=provision, role=role, starts_on=london_day(at))


def _open(user: User, provision_id: int) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, provision_id=provision_id, ended_at=None)


def _holds(membership: Membership, at: datetime) -> bool:
    return membership.ends_on is None or membership.ends_on >= london_day(at)


def _end(membership: Membership, at: datetime) -> None:
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])


def _end_sign_ins(sign_ins: QuerySet[SignIn], at: datetime) -> int:
    keys = list(sign_ins.filter(ended_at=None).values_list("session_key", flat=True))
    sign_ins.filter(ended_at=None).update(ended_at=at)
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _refuse_own(user: User, by: Staff) -> None:
    if user.pk == by.user_id:
        raise _own_access()


def _own_access() -> OwnAccess:
    return OwnAccess(
        "This is your own access.",
        "Nobody changes what they themselves may do. Nothing was changed.",
        "Ask the head of provision or another administrator to do it.",
    )


def _ranked(roles: Iterable[str]) -> list[str]:
    return sorted(roles, key=RANK.__getitem__)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _about(user: User) -> str:
    return f"user:{user.pk}"


def _journal(verb: str, facts: dict[str, object], invitation: Invitation, by: Actor, at: datetime) -> None:
    journal.write(verb, facts, by=by, at=at, provision_id=invitation.provision_id, about=f"invitation:{invitation.pk}")
