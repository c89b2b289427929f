"""`firstbell recount`: holds the running counts against the marks they were made from, and mends what differs."""

from __future__ import annotations

import argparse
import os

from firstbell.domain.errors import Refused

HELP = "hold the running counts against the marks, and mend them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--provision", metavar="NAME", help="only this provision, by its short name (default: all)")


def run(args: argparse.Namespace) -> int:
    """Recount every year of every provision. Writes nothing where kept and counted are the same, byte for byte."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
    import django

    django.setup()
    from django.db import DatabaseError

    from firstbell import clock
    from firstbell.provisions.models import Provision
    from firstbell.registers.commands import recount

    try:
        provisions = list(Provision.objects.filter(**({"slug": args.provision} if args.provision else {})))
        if args.provision and not provisions:
            raise Refused(
                f"There is no provision called {args.provision}.",
                "Nothing was counted.",
                "Give the short name it was set up with, or leave --provision out to count them all.",
            )
        for provision in provisions:
            different = recount(provision.pk, at=clock.now())
            print(f"{provision.name}: {_words(different)}")
    except DatabaseError as error:
        raise Refused(
            f"The marks cannot be read: {str(error).strip()}.",
            "Nothing was counted.",
            "Run `firstbell setup` if this is a new installation; otherwise check FIRSTBELL_DATABASE.",
        ) from error
    return 0


def _words(different: int) -> str:
    if not different:
        return "the counts are those of the marks."
    return f"{different:,} row{' was' if different == 1 else 's were'} different and made again. It is in the journal."
