"""Writing a sheet so that no cell can do anything: a formula somebody typed stays the text they typed (S-43)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

Value = str | int | date | None
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What makes a spreadsheet program read a cell as a formula, also behind blanks and in full width.
_LIVE = re.compile(r"^\s*[=+\-@＝＋－＠|%\t\r\n]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_CELL = 32_767


def inert(text: str) -> str:
    """Return text that a spreadsheet program reads as text: an apostrophe stands before what could be a formula."""
    clean = _UNWRITABLE.sub("", text)
    return f"'{clean}" if _LIVE.match(clean) or text[:1] in {"\t", "\r", "\n"} else clean


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with a mark at the start, so that spreadsheet programs read the letters rightly. Days as 2026-11-23."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    for row in (columns, *rows):
        writer.writerow([_csv_cell(value) for value in row])
    return file.getvalue().encode("utf-8-sig")


def _csv_cell(value: Value) -> str | int:
    if isinstance(value, int):
        return value
    return "" if value is None else value.isoformat() if isinstance(value, date) else inert(value)


def as_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Numbers and days are typed as such, all else is typed as text."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"

    def cell(value: Value, *, bold: bool = False) -> Any:
        if not isinstance(value, str):
            made = WriteOnlyCell(sheet, value)
            if isinstance(value, date):
                made.number_format = "DD/MM/YYYY"
            return made
        made = WriteOnlyCell(sheet, _UNWRITABLE.sub("", value)[:LONGEST_CELL])
        made.data_type = "s"
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(column, bold=True) for column in columns])
    for row in rows:
        sheet.append([cell(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
