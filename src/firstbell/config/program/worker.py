"""`firstbell worker`: does what falls due, until told to stop."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from types import FrameType

from firstbell import env as environment
from firstbell.config.program.standing import standing

HELP = "do what falls due: open the day, send messages, judge duties"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    """Run the loop; TERM or INT lets the turn in hand finish."""
    stop = threading.Event()

    def told_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told_to_stop)
    signal.signal(signal.SIGINT, told_to_stop)

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
    django.setup()

    from firstbell.worker import loop

    with standing(environment.read().home):
        loop.run(stop)
    return 0
