"""What several commands read and print alike: a date on the command line, a table of text."""

import argparse
from collections.abc import Sequence
from datetime import date


def day(text: str) -> date:
    """Read a date of the command line, written 2026-11-23."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2026-11-23") from None


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows under their column names, padded to the widest."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (columns, *rows)
    ]
    return "\n".join(lines)
