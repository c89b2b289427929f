"""What the whole product holds in memory while registers are opened and saved: web, worker and supervisor."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait

from firstbell.config.bench.load import Asked, per_second
from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place
from firstbell.config.bench.registers import opening, saving, schools
from firstbell.config.bench.server import Server, serving

TITLE = "memory of the whole product"
EACH, EACH_IF_QUICK = 16, 1
OPENED_FOR_EACH_SAVED = 3
BETWEEN_LOOKS_SECONDS = 0.25
MEBIBYTE = 1024 * 1024


def measure(place: Place) -> Iterator[Measured]:
    """Yield the most memory seen under a load of eight clients, each opening and saving registers of its own."""
    with serving(place) as server:
        made = schools(place, groups=EACH_IF_QUICK if place.quick else EACH)
        idle = server.memory_bytes()
        lists = [list(_morning(school)) for school in made]
        most = max(idle, _most_under(server, lists))
        yield Measured(
            name="memory",
            what=f"memory of web, worker and supervisor, {len(made)} clients at work",
            value=most / MEBIBYTE,
            unit="MiB",
            budget=260,
            rival=540,
            rival_note="Ion, its Django web processes alone",
            limit=idle / MEBIBYTE,
            limit_note="the same before anybody asks for anything",
        )


def _morning(school: dict) -> Iterator[Asked]:
    for page, save in zip(opening(school), saving(school), strict=True):
        yield from [page] * OPENED_FOR_EACH_SAVED
        yield save


def _most_under(server: Server, lists: Sequence[Sequence[Asked]]) -> int:
    """Look again and again while the clients work, and once when they are done."""
    most = 0
    with ThreadPoolExecutor(1) as people:
        work = people.submit(per_second, server, lists)
        while not work.done():
            most = max(most, server.memory_bytes())
            wait([work], BETWEEN_LOOKS_SECONDS)
        work.result()
    return max(most, server.memory_bytes())
