"""The first line of a file of marks: which column stands where."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from firstbell.reports.file_figures.faults import FaultKind, Faults
from firstbell.reports.file_figures.records import FLAWS, records
from firstbell.reports.file_figures.words import GROUP, NEEDED

EXAMPLE = "Name the columns pupil,date,session,code in the first line, in any order; group may stand with them."


@dataclass(frozen=True)
class Header:
    """place: of each column we read, from 0. width: how many columns there are. end: where marks begin, in bytes."""

    place: dict[str, int]
    width: int
    end: int


def read_header(path: Path, called: str, *, grouped: bool) -> Header:
    """Return the header. Other columns than ours are passed over. Raises MarksRefused."""
    faults = Faults()
    first = next(records(path), None)
    if first is None:
        faults.add(1, FaultKind.HEADER, "The file is empty.", EXAMPLE)
        raise faults.refusal(called)
    if first.flaw:
        faults.add(first.line, FaultKind.TEXT, *FLAWS[first.flaw])
        raise faults.refusal(called)
    times = Counter(first.cells)
    wanted = [*NEEDED, GROUP] if grouped else NEEDED
    if missing := [name for name in wanted if not times[name]]:
        found = ", ".join(first.cells)[:200]
        what = f"The header has no column {' and no column '.join(missing)}. It reads: {found}."
        faults.add(first.line, FaultKind.HEADER, what, EXAMPLE)
    for name in (*NEEDED, GROUP):
        if times[name] > 1:
            faults.add(
                first.line, FaultKind.HEADER, f"The header has {times[name]} columns {name}.", "Keep the right one."
            )
    if faults:
        raise faults.refusal(called)
    return Header({name: first.cells.index(name) for name in wanted}, len(first.cells), first.end)
