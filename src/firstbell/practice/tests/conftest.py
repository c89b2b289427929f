import pytest

from firstbell import clock
from firstbell.practice import clock as practice_clock


@pytest.fixture
def practice_time(monkeypatch):
    """Firstbell's clock is the practice one for a test, and runs again after it."""
    monkeypatch.setattr(clock, "_offset", practice_clock.offset)
    yield
    monkeypatch.setattr(practice_clock, "_stands_at", None)
