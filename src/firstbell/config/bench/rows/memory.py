"""What the whole product holds in memory while people use it: web, worker and what watches over them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place
from firstbell.config.bench.server import Server, serving

TITLE = "memory of the whole product"
CLIENTS = 8
REQUESTS, REQUESTS_IF_QUICK = 400, 20
PAGE = "/account/login/"
MEBIBYTE = 1024 * 1024


def measure(place: Place) -> Iterator[Measured]:
    """Yield the memory after a load of eight clients."""
    with serving(place) as server:
        requests = REQUESTS_IF_QUICK if place.quick else REQUESTS
        with ThreadPoolExecutor(CLIENTS) as clients:
            for _ in clients.map(lambda _: _ask(server, requests), range(CLIENTS)):
                pass
        yield Measured(
            name="memory",
            what=f"memory of web, worker and supervisor after {CLIENTS} clients",
            value=server.memory_bytes() / MEBIBYTE,
            unit="MiB",
            budget=260,
            rival=540,
            rival_note="Ion, its Django web processes alone",
        )


def _ask(server: Server, times: int) -> None:
    client = server.client()
    for _ in range(times):
        client.request("GET", PAGE)
        client.getresponse().read()
    client.close()
