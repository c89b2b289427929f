"""Times as staff say them, and clocks that stand or run from one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
import time_machine as travel

from firstbell import clock


def london(text: str) -> datetime:
    """Return the UTC instant of a London wall time: london("2026-03-30 09:40")."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LONDON).astimezone(UTC)


@pytest.fixture
def clock_stands_at() -> Iterator[Callable[[str], datetime]]:
    """`clock_stands_at("2026-03-30 09:04")`: from then on it is exactly that London time."""
    with ExitStack() as stack:

        def stand(text: str) -> datetime:
            stack.enter_context(travel.travel(london(text), tick=False))
            return london(text)

        yield stand


@pytest.fixture
def clock_runs_from(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """`clock_runs_from("2026-03-30 09:04")`: Firstbell's clock runs on from there, the machine's is left alone.

    For tests with a browser, whose cookies go by the machine's time.
    """

    def run(text: str) -> datetime:
        ahead = london(text) - datetime.now(UTC)
        monkeypatch.setattr(clock, "_offset", lambda: ahead)
        return london(text)

    return run
