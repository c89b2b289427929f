"""Which registers a member of staff may reach, and what they may do there. Who may mark may cover any register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from firstbell.accounts.models import GroupTutor, Role
from firstbell.accounts.staff import Staff
from firstbell.domain.codes import Code, Meaning
from firstbell.domain.errors import Refused
from firstbell.notices.queries import notices_for
from firstbell.people.models import Pupil
from firstbell.placements.models import DayChange
from firstbell.provisions.models import Group, Site
from firstbell.registers import queries
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, Register, RegisterLine, SignOut

MARKS = (Role.TUTOR, Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD)
DECIDES = (Role.ATTENDANCE_LEAD, Role.HEAD)
WHAT_A_TUTOR_HEARS = ("N", "I", "M")
"""National codes of absence that a tutor may enter: what a family tells them. The office decides the others (SS-12)."""


def registers(staff: Staff) -> QuerySet[Register]:
    """Return the provision's registers; none for somebody who may not mark."""
    if not staff.has(*MARKS):
        return Register.objects.none()
    return Register.objects.filter(provision_id=staff.provision_id)


def register(staff: Staff, register_id: int) -> Register:
    """Return one register. Raises Http404."""
    return get_object_or_404(registers(staff).select_related("group", "site"), pk=register_id)


def register_page(staff: Staff, register_id: int, at: datetime) -> queries.RegisterPage:
    """Return one register's page. Raises Http404."""
    if not staff.has(*MARKS):
        raise Http404
    try:
        return queries.register_page(register_id, at, user_id=staff.user_id, provision_id=staff.provision_id)
    except Register.DoesNotExist as nowhere:
        raise Http404 from nowhere


def line(staff: Staff, register_id: int, line_id: int) -> RegisterLine:
    """Return one line of a register, with its pupil and register. Raises Http404."""
    lines = RegisterLine.objects.filter(register__in=registers(staff), register_id=register_id, dropped_at=None)
    return get_object_or_404(lines.select_related("pupil", "register__group", "current_mark"), pk=line_id)


def pupil(staff: Staff, pupil_id: int) -> Pupil:
    """Return one pupil of the provision. Raises Http404."""
    if not staff.has(*MARKS):
        raise Http404
    return get_object_or_404(Pupil, pk=pupil_id, provision_id=staff.provision_id)


def group(staff: Staff, group_id: int) -> Group:
    """Return one group of the provision. Raises Http404."""
    if not staff.has(*MARKS):
        raise Http404
    return get_object_or_404(Group.objects.select_related("site"), pk=group_id, site__provision_id=staff.provision_id)


def site(staff: Staff, site_id: int) -> Site:
    """Return one site of the provision. Raises Http404."""
    if not staff.has(*MARKS):
        raise Http404
    return get_object_or_404(Site, pk=site_id, provision_id=staff.provision_id)


def sign_out(staff: Staff, sign_out_id: int) -> SignOut:
    """Return one sign-out of the provision. Raises Http404."""
    if not staff.has(*MARKS):
        raise Http404
    left = SignOut.objects.filter(pupil__provision_id=staff.provision_id).select_related("pupil", "site")
    return get_object_or_404(left, pk=sign_out_id)


def own_groups(staff: Staff, day: date) -> frozenset[int]:
    """Return the ids of the groups a person is tutor of, or covers on a day."""
    tutors = GroupTutor.objects.filter(user_id=staff.user_id).order_by().values_list("group_id")
    covers = DayChange.objects.filter(
        kind=DayChange.Kind.COVER, tutor_id=staff.user_id, on=day, cancelled_at=None, group__isnull=False
    )
    covered = covers.order_by().values_list("group_id")
    return frozenset(group_id for (group_id,) in tutors.union(covered))


def may_amend(staff: Staff, register: Register, today: date) -> bool:
    """The office and the head always; a tutor on the same day, in a register of their own group or one they took."""
    if staff.has(*DECIDES):
        return True
    if not staff.has(Role.TUTOR) or register.on != today:
        return False
    took = Mark.objects.filter(line__register=register, recorded_by_user_id=staff.user_id)
    return register.group_id in own_groups(staff, register.on) or took.exists()


class OfficeDecides(Refused):
    """A tutor entered a code that authorises, or that only the office gives."""

    def __init__(self, code: Code) -> None:
        super().__init__(
            f"{code.code} ({code.description}) is decided by the office.",
            "The mark was not saved.",
            "Choose Not here and write what you were told; the office gives the code.",
        )


def may_enter(staff: Staff, code: Code) -> bool:
    """Whether a person may enter a code: whoever decides, every one; a tutor what they see and what they are told."""
    if staff.has(*DECIDES):
        return True
    seen = code.meaning in (Meaning.PRESENT, Meaning.APPROVED_ACTIVITY) or code.is_late
    return seen or code.national in WHAT_A_TUTOR_HEARS


def allow_codes(staff: Staff, register_id: int, keys: Mapping[int, str]) -> None:
    """Check codes before they are entered, by line. Somebody's notice brings its own. Raises OfficeDecides, Http404."""
    if not keys or staff.has(*DECIDES):
        return
    found = register(staff, register_id)
    codes = codes_of(found.code_set, found.provision_id, found.on)
    pupils = dict(found.lines.filter(pk__in=keys).values_list("pk", "pupil_id"))
    told = notices_for(list(pupils.values()), found.on, found.session)
    for line_id, key in keys.items():
        hint = told.get(pupils.get(line_id, 0))
        if not may_enter(staff, codes.get(key)) and (hint is None or hint.code_key != key):
            raise OfficeDecides(codes.get(key))


def has_note(staff: Staff, register_id: int, line_id: int) -> bool:
    """Whether somebody told us that a blank line's pupil would be away."""
    asked = RegisterLine.objects.filter(
        pk=line_id, register_id=register_id, register__in=registers(staff), current_mark=None
    ).values_list("pupil_id", "register__on", "register__session")
    return any(pupil_id in notices_for([pupil_id], on, session) for pupil_id, on, session in asked)
