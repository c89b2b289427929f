"""Take mail that came back, from a pipe or from a Maildir folder, and tell the message it speaks of."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from firstbell.outbox import commands
from firstbell.outbox.bounces.reading import Fate, Report, read_report
from firstbell.outbox.models import Message

log = logging.getLogger("firstbell.outbox")

# A report comes with the returned mail at most; what is longer is none.
LONGEST = 10 * 2**20

# The files of the folder that no message was found for: looked at once, and left where they are.
_left: set[str] = set()


def take(raw: bytes, at: datetime) -> tuple[Message, Fate] | None:
    """Tell a message what a mail reports of it; None where the mail is no report, or about no message of ours.

    A mail that is taken twice is told once.
    """
    report = read_report(raw)
    message = _found(report) if report else None
    if report is None or message is None:
        return None
    tell(message, report.fate, report.words, at)
    return message, report.fate


def tell(message: Message, fate: Fate, words: str, at: datetime) -> None:
    """Record what became of a message; words: those of the server or provider that says so."""
    match fate:
        case Fate.BOUNCED:
            commands.bounced(message, words, at)
        case Fate.DELIVERED:
            commands.delivered(message, words, at)
        case Fate.DELAYED:
            commands.delayed(message, words, at)


def take_folder(at: datetime) -> int:
    """Take what has arrived in the watched Maildir and return how many mails were told to a message.

    A mail that was told is moved from `new` to `cur`, as a mail reader does. All others are left and counted.
    """
    told = 0
    for path in _arrived():
        if path.name in _left:
            continue
        if _take_file(path, at):
            told += 1
        else:
            _left.add(path.name)
            log.warning("A mail in the bounces folder is about no message of ours: %s", path.name)
    return told


def left_over() -> int:
    """Return how many mails lie in the watched folder that nobody has read."""
    return sum(1 for _ in _arrived())


def message_numbered(number: str) -> Message | None:
    """Return the message of a number, as a Message-ID has it before the @: also one sent from an earlier domain."""
    known = Message.objects.filter(message_id=commands.message_id_of(number)).first()
    return known or Message.objects.filter(message_id__startswith=f"<{number}@").first()


def _arrived() -> Iterator[Path]:
    folder = Path(settings.BOUNCES_FOLDER) / "new" if settings.BOUNCES_FOLDER else None
    return iter(sorted(folder.iterdir())) if folder and folder.is_dir() else iter(())


def _take_file(path: Path, at: datetime) -> bool:
    if path.stat().st_size > LONGEST or take(path.read_bytes(), at) is None:
        return False
    read = path.parent.parent / "cur"
    read.mkdir(exist_ok=True)
    path.rename(read / f"{path.name.partition(':')[0]}:2,S")
    return True


def _found(report: Report) -> Message | None:
    return next((message for number in report.numbers if (message := message_numbered(number))), None)
