"""`firstbell administrator EMAIL`: prints a one-time link by which that person becomes an administrator."""

from __future__ import annotations

import argparse
import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from firstbell import env as environment
from firstbell.domain.errors import Refused

if TYPE_CHECKING:
    from firstbell.journal import Actor
    from firstbell.provisions.models import Provision

HELP = "print a one-time link by which somebody becomes an administrator, or help one who lost a passkey"
PRESET = "national-2024"
UNTIL_GO_LIVE = timedelta(days=14)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL", help="the address they will sign in with")
    parser.add_argument("--name", default="", help="their name (default: the first part of the address)")
    parser.add_argument(
        "--lost-factor",
        action="store_true",
        help="instead take away the passkeys and codes of this person's account, because they are lost",
    )
    parser.add_argument(
        "--provision", metavar="NAME", help="the provision; it is made if there is none of that name (needed at first)"
    )


def run(args: argparse.Namespace) -> int:
    """Print the link. Whoever may run this program on the server may make an administrator: it is in the journal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
    import django

    django.setup()
    from django.db import DatabaseError
    from django.urls import reverse

    from firstbell import clock

    if "@" not in args.email.strip("@ "):
        raise Refused(
            f"{args.email} is not an email address.",
            "No link was made.",
            "Write it whole: firstbell administrator you@school.example",
        )
    if args.lost_factor:
        return _remove_factors(args.email, clock.now())
    try:
        secret, provision, lasts = _invite(args, clock.now())
    except DatabaseError as error:
        raise Refused(
            f"The tables cannot be used: {str(error).strip()}.", "No link was made.", "Run `firstbell setup` first."
        ) from error
    print(
        f"Open this link within {lasts // timedelta(minutes=1)} minutes to become an administrator of {provision.name}."
    )
    print("It works once. Give it to nobody but the person it is for.\n")
    print(environment.read().address + reverse("accounts:invitation", args=[secret]))
    print(
        f"\nNo duty opens and nothing is sent before {provision.go_live_on:%-d %B %Y}. Change that day under Settings."
    )
    return 0


def _remove_factors(email: str, at: datetime) -> int:
    from firstbell.accounts import commands
    from firstbell.accounts.models import User
    from firstbell.journal import Actor

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise Refused(f"Nobody signs in as {email}.", "Nothing was changed.", "Check the address letter by letter.")
    commands.remove_factors(user, by=Actor.system("firstbell administrator"), at=at, provision_id=None)
    print(f"{user.name} signs in with the password next, and sets up a new passkey or app. It is in the journal.")
    return 0


def _invite(args: argparse.Namespace, at: datetime) -> tuple[str, Provision, timedelta]:
    from firstbell.accounts import commands
    from firstbell.accounts.models import Role
    from firstbell.journal import Actor

    by = Actor.system("firstbell administrator")
    provision = _provision(args.provision, by, at)
    lasts = commands.FIRST_INVITATION_LASTS
    name = args.name or args.email.partition("@")[0]
    secret = commands.invite(provision, email=args.email, name=name, role=Role.ADMINISTRATOR, by=by, at=at, lasts=lasts)
    return secret, provision, lasts


def _provision(name: str | None, by: Actor, at: datetime) -> Provision:
    from firstbell.domain.school_time import london_day
    from firstbell.provisions.commands.provision import make_provision
    from firstbell.provisions.models import Provision

    here = list(Provision.objects.filter(archived_at=None))
    if name:
        named = [provision for provision in here if provision.name == name]
        return (
            named[0]
            if named
            else make_provision(name, preset=PRESET, go_live_on=london_day(at) + UNTIL_GO_LIVE, by=by, at=at)
        )
    if len(here) == 1:
        return here[0]
    names = ", ".join(provision.name for provision in here) or "none yet"
    raise Refused(
        f"Which provision? There are {len(here)}: {names}." if here else "There is no provision yet.",
        "No link was made.",
        'Say which, or how the new one is called: firstbell administrator EMAIL --provision "Alder Yard"',
    )
