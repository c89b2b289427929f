"""Tables as an XLSX file in which no cell can do anything: text is typed as text, whatever it begins with (S-43)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from firstbell.ui.csv_files import Value, writable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
LONGEST_TITLE = 31
_NOT_IN_A_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def as_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a file of one sheet. Numbers and days are typed as such, all else as text."""
    return as_book([(title, columns, rows)])


def as_book(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Value]]]]) -> bytes:
    """Return a file of several sheets, each with a title, its columns and its rows."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = openpyxl.Workbook(write_only=True)
    for title, columns, rows in sheets:
        sheet = book.create_sheet(title.translate(_NOT_IN_A_TITLE)[:LONGEST_TITLE])
        sheet.freeze_panes = "A2"

        def cell(value: Value, *, bold: bool = False, sheet: Any = sheet) -> Any:
            if not isinstance(value, str):
                made = WriteOnlyCell(sheet, value)
                if isinstance(value, date):
                    made.number_format = "DD/MM/YYYY"
                return made
            made = WriteOnlyCell(sheet, writable(value)[:LONGEST_CELL])
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
