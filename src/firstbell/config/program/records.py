"""What `import` and `export` share: a started Django, the provision, the kind of file."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from firstbell.domain.errors import Refused

if TYPE_CHECKING:
    from firstbell.provisions.models import Provision

KINDS = ("pupils", "contacts", "commissioners", "placements", "calendars", "marks")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=f"one of {', '.join(KINDS)}")
    parser.add_argument("--provision", metavar="SLUG", help="whose records (needed where there are several)")


def start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
    import django

    django.setup()


def provision_of(slug: str | None) -> Provision:
    """Return the provision of a slug, or the only one. Raises Refused, naming those there are."""
    from django.db import DatabaseError

    from firstbell.provisions.models import Provision

    try:
        here = list(Provision.objects.filter(archived_at=None))
    except DatabaseError as error:
        raise Refused(
            f"The tables cannot be used: {str(error).strip()}.", "Nothing was done.", "Run `firstbell setup` first."
        ) from error
    found = [each for each in here if each.slug == slug] if slug else here
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.slug for each in here) or "none yet"
    raise Refused(
        f"There is no provision {slug}." if slug else "Which provision?",
        f"Nothing was done. There are: {names}.",
        "Name one with --provision.",
    )
