"""Attendance figures straight from a file of marks, without a database: millions of rows in seconds.

The file is read once, quickly, in large blocks. Where anything at all is wrong the counting stops, and the file is read
again, slowly and record by record, to say what is wrong on which line. It is counted whole or not at all.
"""

from collections.abc import Iterator
from pathlib import Path

from firstbell.domain.errors import Refused
from firstbell.domain.tallies import Tally
from firstbell.reports.file_figures.codebook import Codebook
from firstbell.reports.file_figures.counting import By, count
from firstbell.reports.file_figures.explaining import explain
from firstbell.reports.file_figures.header import read_header
from firstbell.reports.file_figures.records import Unreadable

__all__ = ["By", "Codebook", "tallies_of"]


def tallies_of(path: Path, called: str, book: Codebook, by: By = By.PUPIL) -> Iterator[tuple[str, Tally]]:
    """Return a name and its tally for each pupil, each group or everyone, in the order of the names.

    called: what people call the file. Raises MarksRefused with every fault before anything is returned.
    """
    header = read_header(path, called, grouped=by is By.GROUP)
    try:
        return count(path, header, book, by)
    except Unreadable:
        if faults := explain(path, header, book):
            raise faults.refusal(called) from None
    raise Refused(
        f"{called} could not be read as a table.",
        "No figures were made.",
        "Open it in a spreadsheet program and save it again as CSV UTF-8.",
    )
