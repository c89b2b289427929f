"""A table as a CSV file in which no cell can do anything: a formula somebody typed stays the text they typed (S-43)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date

Value = str | int | float | date | None
MEDIA_TYPE = "text/csv; charset=utf-8"
# What makes a spreadsheet program read a cell as a formula, also behind blanks and in full width.
_LIVE = re.compile(r"^\s*[=+\-@＝＋－＠|%\t\r\n]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def writable(text: str) -> str:
    """Return text without the signs that no file of a spreadsheet program can hold."""
    return _UNWRITABLE.sub("", text)


def inert(text: str) -> str:
    """Return text that a spreadsheet program reads as text: an apostrophe stands before what could be a formula."""
    clean = writable(text)
    return f"'{clean}" if _LIVE.match(clean) or text[:1] in {"\t", "\r", "\n"} else clean


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a mark at the start, so that spreadsheet programs read the letters rightly. Days as 2026-11-23."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    for row in (columns, *rows):
        writer.writerow([_cell(value) for value in row])
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> str | int | float:
    if isinstance(value, int | float):
        return value
    return "" if value is None else value.isoformat() if isinstance(value, date) else inert(value)
