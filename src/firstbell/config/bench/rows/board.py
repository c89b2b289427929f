"""The office's board of three hundred pupils, every register just saved with two of thirty away."""

import re
from collections.abc import Iterator

from firstbell.config.bench.load import CALLS, WARM_UP, Asked, ask, middle_ms
from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place
from firstbell.config.bench.registers import saving, turned_away
from firstbell.config.bench.server import serving
from firstbell.domain.errors import Refused

TITLE = "the board of 300 pupils"
GROUPS, GROUPS_IF_QUICK = 10, 2
SEEN = re.compile(rb'"(/board/\?seen=[^"]+)"')
NOBODY = "none of the others has one"


def measure(place: Place) -> Iterator[Measured]:
    """Yield the time and the statements of the whole board, and those of "nothing changed"."""
    with serving(place, "--web-only") as server:
        groups = GROUPS_IF_QUICK if place.quick else GROUPS
        [school] = place.inside("school", "make", schools=1, groups=groups)
        client = server.client()
        for register in saving(school):
            ask(client, register)
        board = Asked("/board/", {"Cookie": school["cookie"]})
        yield Measured(
            name="board-time",
            what=f"the board of {30 * groups} pupils opens, {2 * groups} of them away (median)",
            value=middle_ms(server, [board] * (WARM_UP + CALLS)),
            unit="ms",
            budget=15,
            rival_note=NOBODY,
            limit=middle_ms(server, [turned_away()] * (WARM_UP + CALLS)),
            limit_note="a request turned away at the door by the same server",
        )
        yield Measured(
            name="board-statements",
            what="statements to open it, sign-in included",
            value=place.inside("counting", "statements", cookie=school["cookie"], path="/board/", expects=200),
            unit="",
            budget=10,
            rival_note=NOBODY,
        )
        unchanged = _unchanged(ask(client, board).body)
        yield Measured(
            name="board-unchanged-time",
            what="the board asks, and nothing changed (median)",
            value=middle_ms(server, [Asked(unchanged, board.headers, expects=204)] * WARM_UP),
            unit="ms",
            rival_note=NOBODY,
        )
        yield Measured(
            name="board-unchanged-statements",
            what="statements to say so",
            value=place.inside("counting", "unchanged", cookie=school["cookie"]),
            unit="",
            budget=3,
            rival_note=NOBODY,
        )
        client.close()


def _unchanged(page: bytes) -> str:
    """Return the address by which an open board asks for news."""
    if (found := SEEN.search(page)) is None:
        raise Refused(
            "The board names no address to ask for news.",
            "How cheaply it says that nothing changed could not be measured.",
            "Look at the board's own template, then measure again.",
        )
    return found[1].decode().replace("&amp;", "&")
