"""Read what a mail server says of a mail it took: a delivery status notification (RFC 3464), or Exim's own header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message as Part
from enum import StrEnum

from firstbell.outbox.bounces.addresses import number_in, number_of

SENT_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


class Fate(StrEnum):
    """What became of a mail."""

    BOUNCED = "bounced"
    DELIVERED = "delivered"
    DELAYED = "delayed"


# Relayed and expanded: passed on to where no report comes from, which is no delivery.
ACTIONS = {"failed": Fate.BOUNCED, "delivered": Fate.DELIVERED, "delayed": Fate.DELAYED}


@dataclass(frozen=True)
class Report:
    """numbers: what the mail may be known by, the surest first. words: the server's own, on one line."""

    fate: Fate
    numbers: tuple[str, ...]
    words: str


def read_report(raw: bytes) -> Report | None:
    """Return what a mail reports; None where it is no report, or says nothing that ends or delays a delivery.

    Each mail of ours has one recipient, so a report has one fate; where it names several, the worst counts.
    """
    mail = message_from_bytes(raw, policy=policy.compat32)
    numbers = tuple(dict.fromkeys(filter(None, _numbers(mail))))
    found = [(fate, words) for block in _recipients(mail) if (fate := _fate(block)) for words in [_words(block)]]
    if not found and mail["X-Failed-Recipients"]:
        found = [(Fate.BOUNCED, f"Their mail server sent it back: {mail['Subject'] or 'no reason given'}")]
    for fate in (Fate.BOUNCED, Fate.DELAYED, Fate.DELIVERED):
        for each, words in found:
            if each == fate and numbers:
                return Report(fate, numbers, words)
    return None


def _numbers(mail: Part) -> Iterator[str]:
    """Yield each number the mail may be about: our signed address, the envelope's id, the returned headers."""
    for header in SENT_TO:
        for value in mail.get_all(header, []):
            yield number_in(str(value))
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for block in _blocks(part):
                yield number_of(str(block["Original-Envelope-Id"] or ""))
        elif kind.startswith("message/"):
            for returned in _blocks(part):
                yield number_of(str(returned["Message-ID"] or ""))
        elif kind == "text/rfc822-headers":
            yield number_of(str(message_from_bytes(_bytes(part))["Message-ID"] or ""))


def _recipients(mail: Part) -> Iterator[Part]:
    """Yield the block of each recipient: every block that has an action."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from (block for block in _blocks(part) if block["Action"])


def _blocks(part: Part) -> list[Part]:
    content = part.get_payload()
    return [block for block in content if isinstance(block, Part)] if isinstance(content, list) else []


def _bytes(part: Part) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _fate(block: Part) -> Fate | None:
    return ACTIONS.get(str(block["Action"]).strip().lower())


def _words(block: Part) -> str:
    """Return status, reason and who said so: `5.1.1 550 no such mailbox (mx.school.example)`."""
    reason = str(block["Diagnostic-Code"] or "").partition(";")[2] or str(block["Diagnostic-Code"] or "")
    server = str(block["Remote-MTA"] or "").partition(";")[2].strip()
    told = [str(block["Status"] or "").strip(), reason.strip(), f"({server})" if server else ""]
    return " ".join(" ".join(part for part in told if part).split())
