"""Making a provision that has nothing yet but its name and a policy to start from."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.text import slugify

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import academic_year_start, london_day
from firstbell.journal import Actor
from firstbell.policy import preset_text
from firstbell.provisions.models import PolicyVersion, Provision
from firstbell.units import unit_of_work


class NameTaken(Refused):
    """Another provision has this name, or one that reads alike in an address."""


def make_provision(name: str, *, preset: str, go_live_on: date, by: Actor, at: datetime) -> Provision:
    """Make a provision on a preset's policy, in force from this academic year on. Raises NameTaken.

    go_live_on: before this day no duty opens and nothing is sent.
    """
    name = " ".join(name.split())
    slug = slugify(name)[:60] or "provision"
    with unit_of_work():
        if Provision.objects.filter(name=name).exists() or Provision.objects.filter(slug=slug).exists():
            raise NameTaken(
                f"There is a provision called {name} already.", "Nothing was made.", "Choose a name that differs."
            )
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
