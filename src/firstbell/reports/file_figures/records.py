"""The two ways a file of marks is read: in large blocks to count it, and record by record to explain it.

Both read the same dialect: UTF-8 with or without a byte-order mark, lines ending in LF or CRLF, commas, and cells that
may stand wholly in double quotes (a quote inside one is doubled, a line may end inside one). Blank lines at the end of
the file hold nothing and are passed over.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO, NamedTuple

BLOCK_BYTES = 8 * 1024 * 1024
LONGEST_RECORD_BYTES = 64 * 1024
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

WELL_QUOTED = re.compile(rb'(?:(?:"[^"]*+(?:""[^"]*+)*+"|[^",\r\n]*+)(?:,|\r?\n|\Z))*+')
"""Cells and what separates them. Possessive throughout: one pass, and no memory."""

QUOTED_START = re.compile(r'"([^"]*(?:""[^"]*)*)("?)')


class Unreadable(Exception):
    """The text of a block breaks the dialect; `records` says where."""


class Flaw(Enum):
    """Why a record could not be split into cells."""

    NOT_UTF8 = auto()
    STRAY_QUOTE = auto()
    BARE_RETURN = auto()
    BLANK = auto()


FLAWS = {
    Flaw.NOT_UTF8: ("The line is not UTF-8 text.", "Save the file again as CSV UTF-8."),
    Flaw.STRAY_QUOTE: (
        "A double quote stands inside a cell, or is never closed.",
        "Put the whole cell in double quotes and write those inside it twice, or take the quote out.",
    ),
    Flaw.BARE_RETURN: (
        "A carriage return stands inside the line.",
        "Save the file again with line ends as Windows or Unix write them.",
    ),
    Flaw.BLANK: ("The line is empty.", "Take it out."),
}
"""What happened and what to do, for people."""


class Record(NamedTuple):
    """line: of the record's first character, counted from 1. end: offset in the file just after it, in bytes."""

    line: int
    cells: list[str]
    flaw: Flaw | None
    end: int


def blocks(path: Path, start: int) -> Iterator[bytes]:
    """Yield the file from an offset on, in pieces of whole records without the last one's line end.

    Raises Unreadable at text that is not UTF-8, a quote or carriage return out of place, a record longer than a block.
    """
    kept = b""
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while read := file.read(BLOCK_BYTES):
            piece = kept + read
            end = _end_of_last_record(piece)
            kept = piece[end + _line_end(piece, end) :]
            if end:
                yield _checked(piece[:end])
            if len(kept) > BLOCK_BYTES:
                raise Unreadable
    if whole := kept.rstrip(b"\r\n"):
        yield _checked(whole)


def _end_of_last_record(piece: bytes) -> int:
    """Return where the last record that is whole and not blank ends, before its line end; 0 without one."""
    end, quotes = len(piece), piece.count(b'"')
    while (newline := piece.rfind(b"\n", 0, end)) >= 0:
        quotes -= piece.count(b'"', newline, end)
        end = newline
        if quotes % 2 == 0:
            break
    else:
        return 0
    while end and piece[end - 1] in b"\r\n":
        end -= 1
    return end


def _line_end(piece: bytes, end: int) -> int:
    """Return how long the line end after a record is; 0 where there is no record."""
    return 0 if not end else 2 if piece[end : end + 2] == b"\r\n" else 1


def _checked(whole: bytes) -> bytes:
    if not whole.isascii():
        try:
            whole.decode()
        except UnicodeDecodeError:
            raise Unreadable from None
    if b'"' in whole:
        well_formed = WELL_QUOTED.fullmatch(whole) is not None
    else:
        well_formed = b"\r" not in whole or whole.count(b"\r") == whole.count(b"\r\n")
    if not well_formed:
        raise Unreadable
    return whole


def records(path: Path) -> Iterator[Record]:
    """Yield every record with its line, the flawed ones with what is wrong. After a flaw the next line is a record."""
    blank: list[Record] = []
    line = 0
    with path.open("rb") as file:
        end = len(BYTE_ORDER_MARK) if file.read(3) == BYTE_ORDER_MARK else 0
        file.seek(end)
        while raw := file.readline():
            line += 1
            record = _record(line, raw, end + len(raw))
            if record is None:
                record, lines = _continued(line, raw, end + len(raw), file)
                line += lines
            end = record.end
            if record.flaw is Flaw.BLANK:
                blank.append(record)
                continue
            yield from blank
            blank.clear()
            yield record


def _record(line: int, raw: bytes, end: int) -> Record | None:
    """Return the record of some lines; None while a quoted cell is open at their end."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return Record(line, [], Flaw.NOT_UTF8, end)
    if text.endswith("\n"):
        text = text[:-2] if text.endswith("\r\n") else text[:-1]
    if not text:
        return Record(line, [], Flaw.BLANK, end)
    if '"' not in text:
        return Record(line, text.split(","), Flaw.BARE_RETURN if "\r" in text else None, end)
    cells: list[str] = []
    at = 0
    while True:
        if quoted := QUOTED_START.match(text, at):
            if not quoted[2]:
                return None
            cells.append(quoted[1].replace('""', '"'))
            at = quoted.end()
        else:
            comma = text.find(",", at)
            stop = len(text) if comma < 0 else comma
            cell = text[at:stop]
            if '"' in cell or "\r" in cell:
                return Record(line, [], Flaw.STRAY_QUOTE if '"' in cell else Flaw.BARE_RETURN, end)
            cells.append(cell)
            at = stop
        if at == len(text):
            return Record(line, cells, None, end)
        if text[at] != ",":
            return Record(line, [], Flaw.STRAY_QUOTE, end)
        at += 1


def _continued(line: int, first: bytes, end: int, file: BinaryIO) -> tuple[Record, int]:
    """Return the record whose quoted cell runs on over the line's end, and how many further lines it takes.

    A quote that no later one closes is a flaw of its own line alone: the file stands at the line after it again.
    """
    raw, lines = first, 0
    while len(raw) <= LONGEST_RECORD_BYTES and (more := file.readline()):
        raw += more
        lines += 1
        if (record := _record(line, raw, end - len(first) + len(raw))) is None:
            continue
        if record.flaw is Flaw.NOT_UTF8:
            return record._replace(line=line + lines), lines
        if record.flaw is None:
            return record, lines
        break
    file.seek(end)
    return Record(line, [], Flaw.STRAY_QUOTE, end), 0
