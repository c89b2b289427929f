"""What was measured, and how it compares."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One line of the report. Every figure is in `unit`.

    name: short and lasting, to compare one report with another. what: what was done, for people.
    budget: what we promise. rival: the best figure of the programs measured beside us, rival_note says which and how.
    limit: what the machine can do with the same work left bare, measured in the same run, limit_note says what that is.
    more_is_better: of a rate; false of a time, a size or a count.
    """

    name: str
    what: str
    value: float
    unit: str
    budget: float | None = None
    rival: float | None = None
    rival_note: str = ""
    limit: float | None = None
    limit_note: str = ""
    more_is_better: bool = False

    @property
    def kept(self) -> bool | None:
        """Whether the budget was kept; None without one."""
        if self.budget is None:
            return None
        return self.value >= self.budget if self.more_is_better else self.value <= self.budget

    @property
    def of_limit(self) -> float | None:
        """How many times the limit's work this takes: 1 is as good as the machine allows."""
        return self._times(self.limit, worse=True)

    @property
    def of_rival(self) -> float | None:
        """How many times better than the rival: 1 is as good."""
        return self._times(self.rival, worse=False)

    def _times(self, other: float | None, *, worse: bool) -> float | None:
        if not other or not self.value:
            return None
        better = self.value / other if self.more_is_better else other / self.value
        return 1 / better if worse else better
