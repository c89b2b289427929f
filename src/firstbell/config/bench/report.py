"""The report: a table for people, JSON for programs."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from firstbell import __version__
from firstbell.config.bench.measured import Measured

HEADINGS = ("what", "measured", "budget", "", "best rival", "machine's limit", "takes of it")


def as_json(rows: Sequence[Measured], at: datetime, *, quick: bool) -> dict:
    """Return everything that was measured, and on what."""
    return {
        "measured_at": at.isoformat(timespec="seconds"),
        "firstbell": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "quick": quick,
        "rows": [asdict(row) | {"kept": row.kept, "of_limit": row.of_limit, "of_rival": row.of_rival} for row in rows],
    }


def as_table(rows: Sequence[Measured]) -> str:
    """Return one line for each row, columns under each other."""
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def as_markdown(rows: Sequence[Measured]) -> str:
    """Return the table as docs/run/bench.md keeps it."""
    lines = [HEADINGS, ["---"] * len(HEADINGS), *(_cells(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(row: Measured) -> tuple[str, ...]:
    bound = "≥" if row.more_is_better else "≤"
    return (
        row.what,
        f"{_figure(row.value)} {row.unit}",
        "" if row.budget is None else f"{bound} {_figure(row.budget)}",
        {True: "kept", False: "missed", None: ""}[row.kept],
        _figure(row.rival),
        _figure(row.limit),
        "" if row.of_limit is None else f"{row.of_limit:.1f} times",
    )


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
