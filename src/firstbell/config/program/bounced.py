"""`firstbell bounced`: takes a mail that came back, from a mail server's pipe."""

from __future__ import annotations

import argparse
import os
import sys

from firstbell.domain.errors import Refused

HELP = "take a mail that came back, from standard input"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "In a mail server's table of aliases: bounces: |/usr/bin/firstbell bounced"


def run(args: argparse.Namespace) -> int:
    """Tell the message what became of it. Raises Refused where the mail is about no message of ours."""
    raw = sys.stdin.buffer.read()

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
    django.setup()

    from firstbell import clock
    from firstbell.outbox.bounces.taking import LONGEST, take

    told = take(raw, clock.now()) if len(raw) <= LONGEST else None
    if told is None:
        raise Refused(
            "This mail is not a report about a message of ours.",
            "Nothing was changed.",
            "Read it yourself: it may be an answer from a person.",
        )
    message, fate = told
    print(f"The message to {message.to_name} of {message.on}: {fate}.")
    return 0
