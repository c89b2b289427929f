"""The worker with ten thousand duties open: how long after its time a duty is acted on, and no table read whole."""

from collections.abc import Iterator

from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place
from firstbell.config.bench.server import serving

TITLE = "the worker with 10,000 open duties"
GROUPS = 10
OPEN, OPEN_IF_QUICK = 10_000, 500
DUE, DUE_IF_QUICK = 20, 3


def measure(place: Place) -> Iterator[Measured]:
    """Yield the longest wait of a due row, and how many tables that grow one turn reads from end to end."""
    count = OPEN_IF_QUICK if place.quick else OPEN
    with serving(place):
        [school] = place.inside("school", "make", schools=1, groups=1 if place.quick else GROUPS)
        pupils = sum(map(len, school["registers"].values()))
        place.inside("worker", "add_duties", provision=school["provision"], pupils=pupils, count=count)
        late = place.inside(
            "worker", "seconds_late", provision=school["provision"], count=DUE_IF_QUICK if place.quick else DUE
        )
        yield Measured(
            name="worker-wait",
            what=f"a due duty is acted on, {count:,} others open (longest of {len(late)})",
            value=max(late),
            unit="s",
            budget=2,
        )
        scans = place.inside("worker", "scans")
        yield Measured(
            name="worker-scans",
            what="tables read whole in one turn" + (f": {', '.join(scans)}" if scans else ""),
            value=len(scans),
            unit="",
            budget=0,
        )
