"""The steps of setting up that this room knows: groups, schools and councils, pupils and who to ring."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from firstbell.accounts.permissions import may_open
from firstbell.accounts.staff import Staff
from firstbell.people.models import Contact, Pupil
from firstbell.placements.models import Commissioner
from firstbell.provisions.models import Group
from firstbell.provisions.sections import Step

WHERE_MAIL_GOES = "Where each morning’s message goes."


def groups_step(staff: Staff, today: date) -> Step:
    count = Group.objects.filter(site__provision_id=staff.provision_id, archived_at=None).count()
    words = f"{_count(count, 'group')}." if count else "The pupils who are registered together, each with its tutors."
    return _step(staff, 40, "Make your groups", count > 0, words, "placements:groups")


def commissioners_step(staff: Staff, today: date) -> Step:
    known = Commissioner.objects.filter(provision_id=staff.provision_id, archived_at=None)
    count, silent = known.count(), known.filter(notice_email="").count()
    words = f"{_count(count, 'school or council', 'schools and councils')}." if count else WHERE_MAIL_GOES
    if silent:
        words += f" {_count(silent, 'has', 'have')} no address for absence e-mails."
    done = count > 0 and silent == 0
    return _step(staff, 50, "Add the schools and councils", done, words, "placements:commissioners")


def pupils_step(staff: Staff, today: date) -> Step:
    count = Pupil.objects.filter(provision_id=staff.provision_id, archived_at=None).count()
    words = f"{_count(count, 'pupil')}." if count else "One by one, or from the spreadsheet you already have."
    return _step(staff, 60, "Bring in your pupils", count > 0, words, "people:list")


def contacts_step(staff: Staff, today: date) -> Step:
    pupils = Pupil.objects.filter(provision_id=staff.provision_id, archived_at=None)
    to_ring = Contact.objects.filter(archived_at=None, numbers__archived_at=None).exclude(safety=Contact.Safety.NEVER)
    total, without = pupils.count(), pupils.exclude(pk__in=to_ring.values("pupil_id")).count()
    words = "Up to as many people as you need for each pupil, in order, with languages and warnings."
    if total:
        words = (
            f"{_count(without, 'pupil has', 'pupils have')} nobody to ring."
            if without
            else "Every pupil has somebody to ring."
        )
    return _step(staff, 70, "Add who to ring at home", total > 0 and without == 0, words, "people:list")


def _step(staff: Staff, order: int, title: str, done: bool, words: str, route: str) -> Step:
    url = reverse(route) if may_open(staff, route) else ""
    return Step(order, title, done, words, url, "Change" if done else "Start")


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
