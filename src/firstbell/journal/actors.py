"""Who did something, as they were named at that moment."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = frozenset({"staff", "family", "school", "program", "system"})


@dataclass(frozen=True)
class Actor:
    """kind: one of KINDS. id: that kind's own id, None for the system. name, role: as they are at this moment."""

    kind: str
    id: int | None
    name: str
    role: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"An actor is one of {', '.join(sorted(KINDS))}, not {self.kind!r}.")

    @classmethod
    def system(cls, name: str) -> Actor:
        """Return Firstbell itself, acting under a name such as "worker" or "import"."""
        return cls("system", None, name)
