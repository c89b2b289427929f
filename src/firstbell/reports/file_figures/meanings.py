"""What a code adds to a tally on a date, as tables in which whole columns are looked up."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from firstbell.domain.errors import Refused
from firstbell.domain.tallies import Tally
from firstbell.reports.file_figures.codebook import Codebook
from firstbell.reports.file_figures.records import Unreadable
from firstbell.reports.file_figures.words import read_date

if TYPE_CHECKING:
    import polars as pl

CODES_AT_MOST = 256
NO_MEANING = 255


class Meanings:
    """Dates and codes by their numbers. Dates fall into eras within which every code keeps its meaning."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self.kinds: list[Tally] = []
        """What one mark can add to a tally."""
        self.codes: list[str] = []
        self.era_of_date: list[int] = []
        self.day_in: dict[int, date] = {}
        """Some day of each era met."""
        self.kind_of: list[int] = []
        """By era and code: the number of its kind, or NO_MEANING."""

    def learn(self, dates: Iterable[str], codes: Iterable[str]) -> None:
        """Take in words met for the first time, in the order of their numbers. Raises Unreadable for a wrong date."""
        known = len(self.codes)
        self.codes.extend(codes)
        for era in self.day_in:
            self._fill(era, range(known, len(self.codes)))
        for word in dates:
            day = read_date(word)
            if day is None:
                raise Unreadable
            era = self.book.era(day)
            self.era_of_date.append(era)
            if era not in self.day_in:
                self.day_in[era] = day
                self._fill(era, range(len(self.codes)))

    def _fill(self, era: int, codes: range) -> None:
        self.kind_of.extend([NO_MEANING] * (CODES_AT_MOST * (era + 1) - len(self.kind_of)))
        for code in codes:
            self.kind_of[CODES_AT_MOST * era + code] = self._kind(self.codes[code], self.day_in[era])

    def _kind(self, word: str, day: date) -> int:
        try:
            tally = Tally.of([self.book.read(word, day)])
        except Refused:
            return NO_MEANING
        if tally not in self.kinds:
            self.kinds.append(tally)
        return self.kinds.index(tally)

    def of(self, dates: "pl.Series", codes: "pl.Series") -> "pl.Series":
        """Return the number in `kinds` of each mark. Raises Unreadable for a code without meaning on its date."""
        import polars as pl

        eras = pl.Series(self.era_of_date, dtype=pl.UInt32).gather(dates.to_physical())
        kinds = pl.Series(self.kind_of, dtype=pl.UInt8).gather(eras * CODES_AT_MOST + codes.to_physical())
        if kinds.max() == NO_MEANING:
            raise Unreadable
        return kinds
