"""Counts: a tally by the provision's own codes, the same sessions by the national ones, and punctuality apart."""

from dataclasses import dataclass, field, fields
from fractions import Fraction

from firstbell.domain.tallies import Tally, View


@dataclass(frozen=True)
class Counts:
    """What the register says of some sessions.

    own: by the printed meanings of the provision's codes. national: by the codes they map to. undecided: marks whose
    national code waits for a person; in own, not in national. late: L and U together. after_close: of these U, which
    stay absences although the pupil came. minutes_late: of all of them, as far as minutes were kept.
    """

    own: Tally = field(default_factory=Tally)
    national: Tally = field(default_factory=lambda: Tally(view=View.NATIONAL))
    undecided: int = 0
    late: int = 0
    after_close: int = 0
    minutes_late: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Pool two counts: numbers are added, rates never averaged (E9)."""
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def came(self) -> int:
        """Sessions the pupil came to, those after the register closed too."""
        return self.own.attended + self.after_close

    @property
    def on_time(self) -> int:
        return self.came - self.late

    @property
    def punctuality(self) -> Fraction | None:
        """The share, times 100, of the sessions the pupil came to that began on time; None where there was none."""
        return Fraction(100 * self.on_time, self.came) if self.came else None


NOTHING = Counts()
