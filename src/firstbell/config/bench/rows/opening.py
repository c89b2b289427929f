"""A register of thirty opened: how soon, how many at once, with how many statements, how heavy."""

from collections.abc import Iterator
from itertools import cycle, islice

from firstbell.config.bench.load import CALLS, WARM_UP, ask, middle_ms, per_second
from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place
from firstbell.config.bench.registers import opening, schools, turned_away
from firstbell.config.bench.server import serving

TITLE = "a register of 30 opened"
GROUPS = 2
EACH, EACH_IF_QUICK = 200, 4
LIMIT = "a request turned away at the door by the same server: no statement, no page"
THOUSAND = 1000


def measure(place: Place) -> Iterator[Measured]:
    """Yield the time with one client, the rate with eight, the statements and the weight."""
    each = EACH_IF_QUICK if place.quick else EACH
    with serving(place) as server:
        made = schools(place, groups=1 if place.quick else GROUPS)
        pages = [list(opening(school)) for school in made]
        alone = list(islice(cycle(pages[0]), each if place.quick else WARM_UP + CALLS))
        yield Measured(
            name="open-time",
            what="a register of 30 opens, one client (median)",
            value=middle_ms(server, alone),
            unit="ms",
            budget=6,
            rival=20,
            rival_note="RosarioSIS",
            limit=middle_ms(server, [turned_away()] * len(alone)),
            limit_note=LIMIT,
        )
        yield Measured(
            name="open-rate",
            what=f"registers of 30 opened, {len(made)} clients",
            value=per_second(server, [list(islice(cycle(own), each)) for own in pages]),
            unit="/s",
            budget=240,
            rival=80,
            rival_note="RosarioSIS",
            limit=per_second(server, [[turned_away()] * each] * len(made)),
            limit_note=LIMIT,
            more_is_better=True,
        )
        page = pages[0][0]
        yield Measured(
            name="open-statements",
            what="statements to open it, sign-in included",
            value=place.inside(
                "counting", "statements", cookie=made[0]["cookie"], path=page.path, expects=page.expects
            ),
            unit="",
            budget=8,
            rival=27,
            rival_note="RosarioSIS; another takes 871",
        )
        client = server.client()
        plain = {name: value for name, value in page.headers.items() if name != "Accept-Encoding"}
        yield Measured(
            name="open-bytes",
            what="HTML of it, not compressed",
            value=len(ask(client, type(page)(page.path, plain)).body) / THOUSAND,
            unit="KB",
            budget=20,
            rival=34,
            rival_note="RosarioSIS",
        )
        client.close()
