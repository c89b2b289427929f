"""Counts as a page shows them, each with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from firstbell.domain.counts import Counts
from firstbell.domain.tallies import Tally, shown

NEVER_CAME = "not here yet"


@dataclass(frozen=True)
class Part:
    """Some sessions under a name: the mornings, a group, a half-term."""

    words: str
    counts: Counts

    @property
    def tally(self) -> Tally:
        return self.counts.own

    @property
    def percent(self) -> Fraction | None:
        return self.tally.percent

    @property
    def rate(self) -> str:
        """Attendance in words; where no session was possible it says so."""
        return shown(self.percent)

    @property
    def share(self) -> float:
        """Attendance from 0 to 1, for a bar."""
        return float(self.percent or 0) / 100

    @property
    def punctual(self) -> str:
        """Punctuality in words, of the sessions the pupil came to."""
        on_time = self.counts.punctuality
        return NEVER_CAME if on_time is None else shown(on_time)

    @property
    def is_small(self) -> bool:
        """Possible sessions there are, and too few to lean on."""
        return bool(self.tally.possible) and self.tally.is_small_base


def tally_items(tally: Tally) -> Sequence[tuple[str, int, str | None]]:
    """Return the counts as the strip of figures shows them, in the order in which they add up."""
    return (
        ("Possible", tally.possible, None),
        ("Attended", tally.attended, "here"),
        ("Authorised", tally.authorised, "told"),
        ("Unauthorised", tally.unauthorised, "away"),
        ("Not counted", tally.not_counted, None),
        ("Late", tally.late, None),
    )
