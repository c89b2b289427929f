"""The worker's sign of life, for the health address and for whoever watches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstbell.units import unit_of_work
from firstbell.worker.models import Heartbeat

EVERY = timedelta(seconds=5)
DEAD_AFTER = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Health:
    """Whether a worker lives. age_seconds: since its last sign; None where there never was one."""

    alive: bool
    age_seconds: float | None
    fault: str


def beat(name: str, at: datetime, *, took_seconds: float, faults: Sequence[str] = ()) -> bool:
    """Write that this copy lives, at most every five seconds unless something is wrong. True if written."""
    fault = "; ".join(faults)[:240]
    took_ms = int(took_seconds * 1000)
    last = Heartbeat.objects.filter(name=name).first()
    if last is not None and last.fault == fault and timedelta() <= at - last.beat_at < EVERY:
        return False
    with unit_of_work():
        if last is None:
            Heartbeat.objects.filter(beat_at__lt=at - FORGOTTEN_AFTER).delete()
            Heartbeat.objects.create(name=name, started_at=at, beat_at=at, took_ms=took_ms, fault=fault)
        else:
            Heartbeat.objects.filter(name=name).update(beat_at=at, took_ms=took_ms, fault=fault)
    return True


def health(at: datetime) -> Health:
    """Return whether any copy of the worker gave a sign in the last thirty seconds."""
    last = Heartbeat.objects.order_by("-beat_at").first()
    if last is None:
        return Health(False, None, "")
    age = max(timedelta(), at - last.beat_at)
    return Health(age <= DEAD_AFTER, age.total_seconds(), last.fault)
