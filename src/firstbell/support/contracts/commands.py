"""Record who knows the policy, and put it on a public page or take it off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from firstbell import journal
from firstbell.journal import Actor, Entry
from firstbell.people.models import Contact
from firstbell.provisions.models import PolicyVersion
from firstbell.support.contracts.models import Acknowledgement, PolicyPage
from firstbell.units import unit_of_work


def acknowledge(
    contact: Contact,
    version: PolicyVersion,
    papers: Collection[str],
    *,
    how: str,
    given_on: date,
    by: Actor,
    at: datetime,
) -> list[Acknowledgement]:
    """Record that a parent or carer has read a version of the policy, or signed the contract under it (SS-8).

    What was recorded before stays as it was. Returns what is new.
    """
    with unit_of_work():
        new = []
        for paper in papers:
            given = {"how": how, "given_on": given_on, "recorded_at": at, "recorded_by": by.name}
            made, is_new = Acknowledgement.objects.get_or_create(
                contact=contact, version=version, paper=paper, defaults=given
            )
            if is_new:
                new.append(made)
        journal.write_many(
            [
                Entry(
                    "policy.acknowledged",
                    {"contact": contact.pk, "paper": each.paper, "how": each.how, "version": version.pk},
                    by=by,
                    at=at,
                    provision_id=version.provision_id,
                    about=f"pupil:{contact.pupil_id}",
                )
                for each in new
            ]
        )
    return new


def set_policy_page(provision_id: int, *, is_public: bool, by: Actor, at: datetime) -> None:
    """Put the policy on a page that everybody may read, or take it off."""
    with unit_of_work():
        changed = {"is_public": is_public, "changed_at": at, "changed_by": by.name}
        PolicyPage.objects.update_or_create(provision_id=provision_id, defaults=changed)
        about = f"provision:{provision_id}"
        journal.write(
            "policy.page-changed", {"is_public": is_public}, by=by, at=at, provision_id=provision_id, about=about
        )
