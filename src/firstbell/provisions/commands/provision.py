"""What the provision is called, how it is reached, and from which day its duties count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.text import slugify

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import academic_year_start, london_day
from firstbell.journal import Actor
from firstbell.policy import preset_text
from firstbell.provisions import changes
from firstbell.provisions.models import PolicyVersion, Provision
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class ProvisionFacts:
    """What is known of a provision. phone: E.164. go_live_on: before it no duty opens and nothing is sent."""

    name: str
    kind: str
    go_live_on: date
    phone: str = ""
    email: str = ""


class ProvisionNameTaken(Refused):
    """Another provision of this installation has the name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Another provision here is called {name}.",
            "People who work at both could not tell them apart.",
            "Add the town, or what else differs.",
        )


def make_provision(name: str, *, preset: str, go_live_on: date, by: Actor, at: datetime) -> Provision:
    """Make a provision on a preset's policy, in force from this academic year on. Raises ProvisionNameTaken."""
    name = " ".join(name.split())
    slug = slugify(name)[:60] or "provision"
    with unit_of_work():
        if Provision.objects.filter(Q(name__iexact=name) | Q(slug=slug)).exists():
            raise ProvisionNameTaken(name)
        provision = Provision.objects.create(name=name, slug=slug, go_live_on=go_live_on)
        PolicyVersion.objects.create(
            provision=provision,
            starts_on=academic_year_start(london_day(at)),
            preset=preset,
            text=preset_text(preset),
            made_at=at,
            made_by=by.name,
        )
        facts = {"name": name, "preset": preset, "go_live_on": go_live_on}
        about = f"provision:{provision.pk}"
        journal.write("provision.made", facts, by=by, at=at, provision_id=provision.pk, about=about)
    return provision


def change_provision(provision: Provision, facts: ProvisionFacts, *, by: Actor, at: datetime) -> None:
    """Change what is known of the provision. Its address names stay. Raises ProvisionNameTaken."""
    with unit_of_work():
        if Provision.objects.filter(name__iexact=facts.name).exclude(pk=provision.pk).exists():
            raise ProvisionNameTaken(facts.name)
        changed = changes.apply(provision, changes.columns(facts))
        if changed:
            about = f"provision:{provision.pk}"
            journal.write(
                "provision.changed", {"changed": changed}, by=by, at=at, provision_id=provision.pk, about=about
            )
