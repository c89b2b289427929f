"""Tallies: how many sessions were possible, attended and missed, and the exact rate (stats.md).

A rate is a Fraction until the moment it is shown. The four views have four denominators; adding one to another is
refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from firstbell.domain.codes import Category, Code
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import Session, long_date

NO_SESSIONS = "no sessions"
SMALL_BASE_SESSIONS = 20


class View(StrEnum):
    """Whose sessions are counted (stats.md, part 5)."""

    PLACEMENT = "placement"
    """Sessions the pupil was scheduled here and the provision was open."""
    NATIONAL = "national"
    """Possible sessions on the main school's register."""
    WHOLE_TIMETABLE = "whole_timetable"
    """Every session in which the pupil should receive education anywhere."""
    COMMISSIONED = "commissioned"
    """Sessions commissioned or invoiced."""


class ViewsMixed(Refused):
    """Two tallies with different denominators were added."""

    def __init__(self, one: View, other: View) -> None:
        super().__init__(
            f"A {_words(one)} tally was added to a {_words(other)} tally.",
            "They count different sessions, so their sum answers no question.",
            "Show them side by side, each with its own name.",
        )


class SessionCountedTwice(Refused):
    """One session of one pupil was given two marks to count."""

    def __init__(self, on: date, session: Session) -> None:
        super().__init__(
            f"Two marks were counted for the {session} session of {long_date(on)}.",
            "One session counts once, so the figures were not made.",
            "Count the current mark of each session only.",
        )


def _words(view: View) -> str:
    return view.replace("_", " ")


@dataclass(frozen=True)
class Tally:
    """Counts of sessions in one view.

    possible = attended + authorised + unauthorised; ValueError otherwise. attended: attending and approved
    educational activity. not_counted: outside the possible sessions. late: L and U, reported beside the others (U
    stays an absence).
    """

    possible: int = 0
    attended: int = 0
    authorised: int = 0
    unauthorised: int = 0
    not_counted: int = 0
    late: int = 0
    view: View = View.PLACEMENT

    def __post_init__(self) -> None:
        counts = (self.attended, self.authorised, self.unauthorised, self.not_counted, self.late)
        if self.possible != self.attended + self.authorised + self.unauthorised or min(counts) < 0:
            raise ValueError(f"possible is not the sum of what was attended and missed: {self}")

    @classmethod
    def of(cls, codes: Iterable[Code], view: View = View.PLACEMENT) -> "Tally":
        """Count codes, each as it counted on its session's date."""
        counts = dict.fromkeys(Category, 0)
        late = 0
        for code in codes:
            counts[code.category] += 1
            late += code.is_late
        attended = counts[Category.ATTENDING] + counts[Category.APPROVED_EDUCATIONAL_ACTIVITY]
        authorised, unauthorised = counts[Category.AUTHORISED_ABSENCE], counts[Category.UNAUTHORISED_ABSENCE]
        return cls(
            possible=attended + authorised + unauthorised,
            attended=attended,
            authorised=authorised,
            unauthorised=unauthorised,
            not_counted=counts[Category.NOT_POSSIBLE],
            late=late,
            view=view,
        )

    @classmethod
    def of_sessions(cls, marks: Iterable[tuple[date, Session, Code]], view: View = View.PLACEMENT) -> "Tally":
        """Count one pupil's marks by session. Raises SessionCountedTwice."""
        counted: dict[tuple[date, Session], Code] = {}
        for on, session, code in marks:
            if (on, session) in counted:
                raise SessionCountedTwice(on, session)
            counted[on, session] = code
        return cls.of(counted.values(), view)

    def __add__(self, other: "Tally") -> "Tally":
        """Pool two tallies of one view: counts are added, rates never averaged (E9). Raises ViewsMixed."""
        if self.view is not other.view:
            raise ViewsMixed(self.view, other.view)
        names = [field.name for field in fields(self) if field.name != "view"]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names}, view=self.view)

    @property
    def missed(self) -> int:
        return self.authorised + self.unauthorised

    @property
    def percent(self) -> Fraction | None:
        """Attendance, exactly; None where no session was possible."""
        return self._share(self.attended)

    @property
    def absence_percent(self) -> Fraction | None:
        return self._share(self.missed)

    @property
    def authorised_percent(self) -> Fraction | None:
        return self._share(self.authorised)

    @property
    def unauthorised_percent(self) -> Fraction | None:
        return self._share(self.unauthorised)

    @property
    def is_small_base(self) -> bool:
        """Too few possible sessions to lean on (stats.md, part 4)."""
        return self.possible < SMALL_BASE_SESSIONS

    def _share(self, count: int) -> Fraction | None:
        return Fraction(100 * count, self.possible) if self.possible else None


def pooled(tallies: Iterable[Tally], view: View = View.PLACEMENT) -> Tally:
    """Return the sum of tallies of one view. Raises ViewsMixed."""
    return sum(tallies, start=Tally(view=view))


def shown(percent: Fraction | None, places: int = 1) -> str:
    """Return a percentage for people, half rounded up: 70.6%. No sessions has no percentage and says so.

    For display only: thresholds are compared before any rounding.
    """
    if percent is None:
        return NO_SESSIONS
    scale = 10**places
    rounded = (2 * percent.numerator * scale + percent.denominator) // (2 * percent.denominator)
    return f"{Decimal(rounded).scaleb(-places)}%"
