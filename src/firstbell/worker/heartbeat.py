"""The worker's sign of life, for the health address, for the pages and for whoever watches it.

Its times are the machine's own, also where the practice clock shows others.
"""

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
    """Whether a worker lives, and whether it sends.

    age_seconds: since its last sign; None where there never was one. posts: the thread that sends has come round in
    the last thirty seconds. fault: what its last turn could not do.
    """

    alive: bool
    posts: bool
    age_seconds: float | None
    last_at: datetime | None
    fault: str

    @property
    def is_good(self) -> bool:
        return self.alive and self.posts


def beat(
    name: str, at: datetime, *, took_seconds: float, posted_at: datetime | None = None, faults: Sequence[str] = ()
) -> bool:
    """Write that this copy lives, at most every five seconds unless something is wrong. True if written.

    posted_at: when its sending thread came round last.
    """
    fault = "; ".join(faults)[:240]
    took_ms = int(took_seconds * 1000)
    last = Heartbeat.objects.filter(name=name).first()
    if last is not None and last.fault == fault and timedelta() <= at - last.beat_at < EVERY:
        return False
    with unit_of_work():
        if last is None:
            Heartbeat.objects.filter(beat_at__lt=at - FORGOTTEN_AFTER).delete()
            Heartbeat.objects.create(
                name=name, started_at=at, beat_at=at, posted_at=posted_at, took_ms=took_ms, fault=fault
            )
        else:
            Heartbeat.objects.filter(name=name).update(beat_at=at, posted_at=posted_at, took_ms=took_ms, fault=fault)
    return True


def health(at: datetime) -> Health:
    """Return whether any copy of the worker gave a sign in the last thirty seconds, and whether any sends."""
    beats = list(Heartbeat.objects.order_by("-beat_at")[:20])
    if not beats:
        return Health(False, False, None, None, "")
    living = [each for each in beats if _is_recent(each.beat_at, at)]
    last = (living or beats)[0]
    return Health(
        alive=bool(living),
        posts=any(each.posted_at is not None and _is_recent(each.posted_at, at) for each in living),
        age_seconds=max(timedelta(), at - last.beat_at).total_seconds(),
        last_at=last.beat_at,
        fault=last.fault,
    )


def _is_recent(instant: datetime, at: datetime) -> bool:
    """A sign from the future, left by a clock that was put back, is none."""
    return abs(at - instant) <= DEAD_AFTER
