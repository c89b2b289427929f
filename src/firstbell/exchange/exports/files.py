"""The kinds of file that can be taken out: ui/csv_files.py and ui/xlsx_files.py write them."""

from __future__ import annotations

from firstbell.ui import csv_files, xlsx_files
from firstbell.ui.csv_files import Value, as_csv, inert
from firstbell.ui.xlsx_files import as_xlsx

__all__ = ["MEDIA_TYPES", "Value", "as_csv", "as_xlsx", "inert"]

MEDIA_TYPES = {"csv": csv_files.MEDIA_TYPE, "xlsx": xlsx_files.MEDIA_TYPE}
