"""A file of marks as columns of numbered words, block by block."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from firstbell.reports.file_figures.header import Header
from firstbell.reports.file_figures.records import Unreadable, blocks
from firstbell.reports.file_figures.words import GROUP, SESSIONS, is_name

if TYPE_CHECKING:
    import polars as pl


class Table:
    """The columns we read, each with its words."""

    def __init__(self, header: Header) -> None:
        import polars as pl

        self.header = header
        sizes = {"pupil": pl.UInt32, "date": pl.UInt32, "session": pl.UInt8, "code": pl.UInt8, GROUP: pl.UInt32}
        self.words = {name: Words(sizes[name]) for name in header.place}

    def rows(self, path: Path) -> "Iterator[tuple[pl.DataFrame, dict[str, list[str]]]]":
        """Yield the marks of each block, and the words of each column that were not met before.

        Raises Unreadable where a line does not fit the header, a cell is missing, a session is neither AM nor PM or a
        name says nothing.
        """
        for block in _read_ahead(blocks(path, self.header.end)):
            rows = self._read(block)
            if any(rows[name].null_count() for name in self.words):
                raise Unreadable
            new = {name: words.new_in(rows[name]) for name, words in self.words.items()}
            if not (SESSIONS.issuperset(new["session"]) and all(map(is_name, new["pupil"] + new.get(GROUP, [])))):
                raise Unreadable
            yield rows, new

    def _read(self, block: bytes) -> "pl.DataFrame":
        import polars as pl

        ours = {place: name for name, place in self.header.place.items()}
        schema = {
            ours.get(place, f"column {place}"): self.words[ours[place]].type if place in ours else pl.String()
            for place in range(self.header.width)
        }
        try:
            return (
                pl.scan_csv(block, has_header=False, schema=schema, missing_columns="insert")
                .select(*ours.values())
                .collect()
            )
        except pl.exceptions.PolarsError:
            raise Unreadable from None


def _read_ahead(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the pieces, the next one being read while one is worked on."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = reader.submit(next, pieces, None)
            yield piece


class Words:
    """The distinct words of one column, numbered in the order they are met. size: of a number."""

    def __init__(self, size: "type[pl.DataType]") -> None:
        import polars as pl

        self.size = size
        self.type = pl.Categorical(pl.Categories.random(physical=size))
        self.keeper = pl.Series([], dtype=self.type)
        """The numbers are forgotten once no column uses them; this one always does."""
        self.met = 0

    def new_in(self, column: "pl.Series") -> list[str]:
        """Return the words met for the first time, in the order of their numbers."""
        import polars as pl

        met, self.met = self.met, max(self.met, column.to_physical().max() + 1)
        return self.of(pl.int_range(met, self.met, dtype=pl.UInt32, eager=True).cast(self.size)).to_list()

    def of(self, numbers: "pl.Series") -> "pl.Series":
        """Return the words of numbers."""
        import polars as pl

        return numbers.cat.to(self.type).cast(pl.String)
