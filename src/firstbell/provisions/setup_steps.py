"""The steps of setting up that this room can do itself: the provision and its sites, its policy, its calendar."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from firstbell.provisions.access import Reader, may_change, policy_versions, provision, sites
from firstbell.provisions.models import SessionTime, Term
from firstbell.provisions.queries import policy_on
from firstbell.provisions.sections import Step


def provision_step(staff: Reader, today: date) -> Step:
    here = provision(staff)
    count = sites(staff).filter(archived_at=None).count()
    timed = SessionTime.objects.filter(site__provision_id=staff.provision_id, site__archived_at=None).exists()
    done = bool(count and timed)
    words = (
        f"{here.name}, {count} site{'' if count == 1 else 's'}."
        if done
        else ("Where pupils come, and when mornings and afternoons start.")
    )
    return _step(staff, 10, "Name your provision and sites", done, words, "provisions:sites")


def policy_step(staff: Reader, today: date) -> Step:
    done = policy_versions(staff).exists()
    words = (
        f"{policy_on(staff.provision_id, today).title}."
        if done
        else ("Start from one of three. Its times and words drive every reminder.")
    )
    return _step(staff, 20, "Start from a policy", done, words, "provisions:policy")


def calendar_step(staff: Reader, today: date) -> Step:
    terms = Term.objects.filter(provision_id=staff.provision_id, ends_on__gte=today).order_by("starts_on")
    first = terms.first()
    words = f"{first.name} is in the calendar." if first else "Without terms no day has a register."
    return _step(staff, 30, "Enter your terms", first is not None, words, "provisions:calendar")


def _step(staff: Reader, order: int, title: str, done: bool, words: str, route: str) -> Step:
    url = reverse(route) if may_change(staff) else ""
    return Step(order, title, done, words, url, "Change" if done else "Start")
