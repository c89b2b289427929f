"""Writing a sheet so that no cell can do anything. CSV files: ui/csv_files.py."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from firstbell.ui.csv_files import MEDIA_TYPE, Value, as_csv, inert, writable

__all__ = ["MEDIA_TYPES", "Value", "as_csv", "as_xlsx", "inert"]

MEDIA_TYPES = {
    "csv": MEDIA_TYPE,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LONGEST_CELL = 32_767


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
