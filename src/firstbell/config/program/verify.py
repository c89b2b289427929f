"""`firstbell verify`: proves that no entry of the journal was altered, removed or put in."""

from __future__ import annotations

import argparse
import os
import sys

from firstbell.domain.errors import Refused

HELP = "prove that the journal is as it was written"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--provision", type=int, metavar="ID", help="only this provision's chain (default: all)")


def run(args: argparse.Namespace) -> int:
    """Read every chain from its beginning. Returns 1, naming the first bad entry of each, if one does not hold."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
    import django

    django.setup()
    from django.db import DatabaseError

    from firstbell import journal
    from firstbell.journal.models import JournalEntry

    try:
        entries = JournalEntry.objects.filter(**({} if args.provision is None else {"chain": args.provision}))
        chains = entries.order_by().values("chain").distinct().count()
        breaks = journal.verify(args.provision)
        count = entries.count()
    except DatabaseError as error:
        raise Refused(
            f"The journal cannot be read: {str(error).strip()}.",
            "Nothing was proved.",
            "Run `firstbell setup` if this is a new installation; otherwise check FIRSTBELL_DATABASE.",
        ) from error
    for found in breaks:
        print(found, file=sys.stderr)
    if breaks:
        print("The journal is not as it was written. Keep this data as it is, and compare a backup.", file=sys.stderr)
        return 1
    print(f"The journal is whole: {count:,} entries in {chains} chains.")
    return 0
