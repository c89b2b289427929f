"""A document as a file: PDF to read and print, CSV for its data, XLSX for all its tables."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from firstbell import journal, typesetting
from firstbell.reports.documents.document import Cell, Document, Table
from firstbell.ui import csv_files, xlsx_files
from firstbell.ui.csv_files import Value, as_csv
from firstbell.ui.xlsx_files import as_book

TEMPLATE = Path(__file__).parent / "typst" / "document.typ"


class Form(StrEnum):
    """What a document is taken as."""

    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {Form.PDF: "application/pdf", Form.CSV: csv_files.MEDIA_TYPE, Form.XLSX: xlsx_files.MEDIA_TYPE}


def file_name(document: Document, form: Form) -> str:
    """Return a name that says what it is and until when, and names nobody."""
    return f"{document.kind}-{document.span.ends_on:%Y-%m-%d}.{form}"


def checkpoint_of(provision_id: int) -> str:
    """Return how far the provision's journal has come, as it stands at the foot of a printed page."""
    head = journal.head(provision_id)
    return head.text if head else ""


def file_of(document: Document, form: Form, *, at: datetime, checkpoint: str = "") -> bytes:
    """Return a document as a file. at, checkpoint: as they stand at the foot of a printed page. Raises NotSet."""
    match form:
        case Form.PDF:
            return typesetting.pdf(
                TEMPLATE, _for_print(document) | {"checkpoint": checkpoint}, title=document.title, at=at
            )
        case Form.CSV:
            return as_csv(document.data.columns, _plain(document.data))
        case Form.XLSX:
            return as_book(
                [_first_sheet(document), *((each.name, each.columns, _plain(each)) for each in document.tables)]
            )


def _for_print(document: Document) -> dict[str, object]:
    given = {name: value for name, value in asdict(document).items() if name not in ("span", "data", "pupil_ids")}
    sections = [
        asdict(section) | {"table": _printed(section.table) if section.table else None} for section in document.sections
    ]
    return given | {"period": document.period, "sections": sections}


def _printed(table: Table) -> dict[str, object]:
    return {"head": table.head, "rows": table.shown, "is_summed": table.is_summed, "wide": table.wide}


def _first_sheet(document: Document) -> tuple[str, tuple[str, ...], list[tuple[Value, ...]]]:
    rows: list[tuple[Value, ...]] = [
        ("From", document.provision),
        ("For", document.whom),
        ("From day", document.span.starts_on),
        ("To day", document.span.ends_on),
        ("In one sentence", document.summary),
    ]
    rows += [(each.name, f"{each.figure} ({each.note})" if each.note else each.figure) for each in document.figures]
    return "Summary", ("Report", document.title), rows


def _plain(table: Table) -> list[tuple[Value, ...]]:
    return [tuple(_value(cell) for cell in row) for row in table.rows]


def _value(cell: Cell) -> Value:
    """A percentage is a number, unrounded."""
    return float(cell) if isinstance(cell, Fraction) else cell
