"""One pupil's sessions as the register has them: what patterns, reviews and pictures are made from."""

from dataclasses import dataclass
from datetime import date

from firstbell.domain.codes import Category, Code
from firstbell.domain.school_time import Session


@dataclass(frozen=True)
class MarkedSession:
    """One session that was expected and is marked. code: as it counted on that day, in the provision's own set.

    minutes_late: as kept with the mark; None where none were.
    """

    on: date
    session: Session
    code: Code
    minutes_late: int | None = None

    @property
    def is_possible(self) -> bool:
        return self.code.category is not Category.NOT_POSSIBLE

    @property
    def is_attended(self) -> bool:
        return self.code.category in (Category.ATTENDING, Category.APPROVED_EDUCATIONAL_ACTIVITY)

    @property
    def is_missed(self) -> bool:
        return self.is_possible and not self.is_attended

    @property
    def is_late(self) -> bool:
        """Before the close or after it: L or U (U stays an absence)."""
        return self.code.is_late
