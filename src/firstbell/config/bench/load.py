"""People at work: plain requests over kept connections, on this machine only, as many as were asked for and no more."""

import http.client
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median
from threading import Barrier
from time import perf_counter

from firstbell.config.bench.server import Server
from firstbell.domain.errors import Refused

MOST_SECONDS = 60
WARM_UP, CALLS = 5, 40


@dataclass(frozen=True)
class Asked:
    """One request, and the status that answers it well."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    expects: int = 200


@dataclass(frozen=True)
class Answered:
    """How long an answer took, from the first byte sent to the last received, and what it was."""

    seconds: float
    body: bytes


def ask(client: http.client.HTTPConnection, asked: Asked) -> Answered:
    """Send one request. Raises Refused where the answer is another than expected: nothing is measured by failures."""
    began = perf_counter()
    client.request("GET" if asked.body is None else "POST", asked.path, asked.body, dict(asked.headers))
    answer = client.getresponse()
    body = answer.read()
    if answer.status != asked.expects:
        raise Refused(
            f"{asked.path} answered {answer.status}, not {asked.expects}.",
            "What was to be measured did not happen.",
            "Look at the server's own errors, then measure again.",
        )
    return Answered(perf_counter() - began, body)


def middle_ms(server: Server, requests: Sequence[Asked]) -> float:
    """Return the median milliseconds of one client's requests, those of the warm-up not counted."""
    client = server.client()
    took = [ask(client, asked).seconds for asked in requests]
    client.close()
    return 1000 * median(took[min(WARM_UP, len(took) - 1) :])


def per_second(server: Server, clients: Sequence[Sequence[Asked]]) -> float:
    """Return how many requests a second are answered to clients who all begin at once, each with a list of its own."""
    ready = Barrier(len(clients) + 1)

    def work(requests: Sequence[Asked]) -> int:
        client = server.client()
        client.connect()
        ready.wait(MOST_SECONDS)
        until = perf_counter() + MOST_SECONDS
        done = 0
        for asked in requests:
            if perf_counter() > until:
                break
            ask(client, asked)
            done += 1
        client.close()
        return done

    with ThreadPoolExecutor(len(clients)) as people:
        working = [people.submit(work, requests) for requests in clients]
        ready.wait(MOST_SECONDS)
        began = perf_counter()
        done = sum(each.result() for each in working)
        return done / (perf_counter() - began)
