"""An invitation as a file that calendars read (RFC 5545, sent as RFC 5546 asks: REQUEST, then CANCEL).

Times are UTC, so that no time zone need be described. The same `uid` with a higher `sequence` moves the entry; the one
it is sent to stands in it alone, so that nobody learns another's address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

PRODUCT = "-//Firstbell//Meetings//EN"
LONGEST_LINE = 75
"""Bytes, without the line break (RFC 5545, 3.1)."""


class Method(StrEnum):
    """What the receiving calendar is asked to do."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Entry:
    """One meeting as a calendar keeps it. starts_at, ends_at, made_at: instants. link: of a video call, or empty.

    organiser, invited: (name, email address). An organiser without an address leaves the line out.
    """

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    organiser: tuple[str, str]
    invited: tuple[str, str]
    place: str = ""
    link: str = ""
    description: str = ""


def calendar_file(entry: Entry, method: Method) -> bytes:
    """Return the file, in UTF-8 with CRLF."""
    return b"".join(_folded(line) for line in _lines(entry, method))


def content_type(method: Method) -> str:
    """Return the type a mail names it by: without the method mail programs show a file, not an invitation."""
    return f"text/calendar; method={method.value}"


def _lines(entry: Entry, method: Method) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{PRODUCT}"
    yield "CALSCALE:GREGORIAN"
    yield f"METHOD:{method.value}"
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTAMP:{_instant(entry.made_at)}"
    yield f"DTSTART:{_instant(entry.starts_at)}"
    yield f"DTEND:{_instant(entry.ends_at)}"
    yield f"SUMMARY:{_text(entry.title)}"
    if entry.place:
        yield f"LOCATION:{_text(entry.place)}"
    if entry.link:
        yield f"URL:{_plain(entry.link)}"
    if entry.description:
        yield f"DESCRIPTION:{_text(entry.description)}"
    name, address = entry.organiser
    if address:
        yield f"ORGANIZER;CN={_quoted(name)}:mailto:{_plain(address)}"
    name, address = entry.invited
    answer = "" if method is Method.CANCEL else ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
    yield f"ATTENDEE;CN={_quoted(name)};ROLE=REQ-PARTICIPANT{answer}:mailto:{_plain(address)}"
    yield f"STATUS:{'CANCELLED' if method is Method.CANCEL else 'CONFIRMED'}"
    yield "TRANSP:OPAQUE"
    yield "END:VEVENT"
    yield "END:VCALENDAR"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Escape a text (3.3.11). A line break becomes the two signs \\n, other control signs go."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _plain("\\n".join(escaped.splitlines()))


def _quoted(value: str) -> str:
    """Return a parameter's value in quotes, which it cannot hold itself (3.2)."""
    return f'"{_plain(value.replace(chr(34), chr(39)))}"'


def _plain(value: str) -> str:
    return "".join(each for each in value if each.isprintable())


def _folded(line: str) -> bytes:
    """Return a line broken at 75 bytes, never within a letter; what follows begins with a blank (3.1)."""
    rest, parts, room = line.encode(), [], LONGEST_LINE
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:  # in the middle of a letter of several bytes
            cut -= 1
        parts.append(rest[:cut])
        rest, room = rest[cut:], LONGEST_LINE - 1
    return b"\r\n ".join([*parts, rest]) + b"\r\n"
