"""Reading a CSV or XLSX file as an office sends it: where the header is, which rows are records, what is left over.

Nothing here knows pupils. Every cell is text; a formula stays the text of the formula and is never worked out.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from firstbell.domain.errors import Refused

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED_BYTES = 40 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 400
UTF_16 = {b"\xff\xfe", b"\xfe\xff"}
# What a damaged workbook may end in: its archive, its XML (a SyntaxError), or what its XML describes.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, SyntaxError, LookupError, ValueError, TypeError, AttributeError,
    RuntimeError, OverflowError,
)  # fmt: skip
# A header stands in one of the first rows; titles may stand above it.
HEADER_WITHIN = 12
_NEUTRALISED = re.compile(r"^'\s*[=+\-@＝＋－＠|%]")
_CLOSING_LINE = re.compile(r"^(total\b|totals\b|count\b|\d+\s+(on roll|pupils?|students?|learners?)\b)", re.IGNORECASE)


class FileRefused(Refused):
    """The file as a whole cannot be read."""

    @classmethod
    def too_large(cls, file_name: str) -> FileRefused:
        return cls(
            f"{file_name} is larger than 5 MB.",
            "A roster of 300 pupils is far smaller, so this is probably another file.",
            "Export only the pupils, or split the file.",
        )

    @classmethod
    def too_long(cls, file_name: str) -> FileRefused:
        return cls(
            f"{file_name} has more than {MOST_ROWS} rows.",
            "A file this long is taken in parts, so that every problem can be read.",
            "Split it, and bring in one part after the other.",
        )


@dataclass(frozen=True)
class Row:
    """One record. number: its row in the file, the header counted as part of the file from row 1."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """What a file holds. left_out: rows that are no records, with why; other_sheets: sheets that were not read."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int
    left_out: tuple[tuple[int, str], ...]
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()


def read_table(file_name: str, content: bytes, *, known_columns: Iterable[str] = (), sheet: str = "") -> Table:
    """Read a file by its content, whatever its name says.

    known_columns: words (any case) that help to find the header below title rows. sheet: which sheet of a workbook;
    the first if empty. Raises FileRefused for a file that is too large, empty, or neither CSV nor XLSX.
    """
    if len(content) > MOST_BYTES:
        raise FileRefused.too_large(file_name)
    if content[:2] == b"PK":
        title, others, grid = _workbook(file_name, content, sheet)
    elif content[:2] in UTF_16:
        title, others, grid = "", (), _comma_separated(file_name, content.decode("utf-16", errors="replace"))
    elif b"\x00" in content or content[:4] in {b"%PDF", b"\xd0\xcf\x11\xe0"}:
        raise FileRefused(
            f"{file_name} is neither a CSV nor an XLSX file.",
            "Only these two can be read without guessing.",
            "Open it in the program it came from and save it as CSV or XLSX.",
        )
    else:
        title, others, grid = "", (), _comma_separated(file_name, _text(content))
    return _table(file_name, grid, {_plain(word) for word in known_columns}, title, others)


def _text(content: bytes) -> str:
    """UTF-8 where it is, else Windows-1252, which school systems still write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _comma_separated(file_name: str, text: str) -> list[tuple[int, list[str]]]:
    """Return (row number, cells). The separator is what the first lines use most: comma, semicolon or tab."""
    opening = text[:4000]
    separator = max(",;\t", key=opening.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise FileRefused(
            f"{file_name} has a cell that does not end.",
            "A quotation mark was opened and never closed, so the rest of the file would be one cell.",
            "Open it in a spreadsheet program, look for a lonely quotation mark, and save it again.",
        ) from error
    return [(number, [_as_typed(cell) for cell in cells]) for number, cells in enumerate(rows, start=1)]


def _as_typed(cell: str) -> str:
    """A cell without blanks around it, and without the apostrophe that keeps a formula from being worked out."""
    plain = cell.strip()
    return plain[1:].strip() if _NEUTRALISED.match(plain) else plain


def _workbook(file_name: str, content: bytes, sheet: str) -> tuple[str, tuple[str, ...], list[tuple[int, list[str]]]]:
    """Return (sheet read, other sheets, rows). Read as a stream, so that a workbook cannot claim a huge sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise FileRefused(
                    f"{file_name} unpacks to more than 40 MB.",
                    "A roster is far smaller; a file like this could stop the computer.",
                    "Copy the pupils' rows into a new workbook and send that.",
                )
        return _sheet(file_name, content, sheet)
    except UNREADABLE as error:
        raise FileRefused(
            f"{file_name} looks like a workbook but cannot be opened.",
            "It may have been cut short or be protected by a password.",
            "Open it in its own program, save it again as XLSX without a password, and send that.",
        ) from error


def _sheet(file_name: str, content: bytes, sheet: str) -> tuple[str, tuple[str, ...], list[tuple[int, list[str]]]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    chosen = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
    chosen.reset_dimensions()
    grid: list[tuple[int, list[str]]] = []
    for number, values in enumerate(chosen.iter_rows(values_only=True), start=1):
        cells = [_cell_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise FileRefused(
                f"Row {number} of {file_name} has more than {MOST_COLUMNS} columns.",
                "No roster is so wide, so something far to the right is not meant to be read.",
                "Copy the pupils' rows into a new workbook and send that.",
            )
        if cells:
            grid.append((number, cells))
        if len(grid) > MOST_ROWS:
            raise FileRefused.too_long(file_name)
    return chosen.title, tuple(name for name in book.sheetnames if name != chosen.title), grid


def _cell_text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()


def _table(
    file_name: str, grid: Sequence[tuple[int, list[str]]], known: set[str], title: str, others: tuple[str, ...]
) -> Table:
    filled = [(number, cells) for number, cells in grid if any(cells)]
    if not filled:
        raise FileRefused(
            f"{file_name} has no rows.", "There is nothing to bring in.", "Check that the right file was chosen."
        )
    if len(filled) > MOST_ROWS:
        raise FileRefused.too_long(file_name)
    header_at = _header_index(filled, known)
    header_number, header = filled[header_at]
    columns = _unique(header)
    left_out = [(number, "above the header") for number, _ in filled[:header_at]]
    rows: list[Row] = []
    for number, cells in filled[header_at + 1 :]:
        values = [cell for cell in cells if cell]
        if len(values) <= 2 and _CLOSING_LINE.match(values[0]):
            left_out.append((number, f"a closing line: {values[0]}"))
            continue
        extra = [cell for cell in cells[len(columns) :] if cell]
        if extra:
            raise FileRefused(
                f"Row {number} of {file_name} has more cells than the header has columns ({', '.join(extra)}).",
                "A comma or semicolon inside a cell has probably pushed the rest to the side.",
                "Put that cell in quotes, or delete the extra separator, and send the file again.",
            )
        rows.append(Row(number, dict(zip(columns, cells, strict=False))))
    return Table(
        tuple(column for column in columns if column), tuple(rows), header_number, tuple(left_out), title, others
    )


def _header_index(filled: Sequence[tuple[int, list[str]]], known: set[str]) -> int:
    """The early row with the most known column names; without any, the first row with at least two cells."""
    early = filled[:HEADER_WITHIN]
    scores = [sum(_plain(cell) in known for cell in cells if cell) for _, cells in early]
    if max(scores) >= 2:
        return scores.index(max(scores))
    return next((place for place, (_, cells) in enumerate(early) if sum(map(bool, cells)) >= 2), 0)


def _unique(header: Sequence[str]) -> list[str]:
    """Column names, the second of one name as 'name (2)'; an unnamed column stays unnamed."""
    seen: dict[str, int] = {}
    names = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return names


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()
