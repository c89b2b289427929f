"""Ten thousand messages through a mail server that breaks conversations off, by senders that are killed 500 times."""

from collections.abc import Iterator

from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place

TITLE = "messages through a hostile mail server, with senders killed"
ROUNDS, MESSAGES, KILLS = 10, 1_000, 50
ROUNDS_IF_QUICK, MESSAGES_IF_QUICK, KILLS_IF_QUICK = 1, 60, 4


def measure(place: Place) -> Iterator[Measured]:
    """Yield what went wrong with the messages: nothing may. Each round has its own chances, always the same."""
    place.set_up()
    rounds, messages, kills = (
        (ROUNDS_IF_QUICK, MESSAGES_IF_QUICK, KILLS_IF_QUICK) if place.quick else (ROUNDS, MESSAGES, KILLS)
    )
    found = [
        place.inside("faults", "trial", messages=messages, kills=kills, seed=seed) for seed in range(1, rounds + 1)
    ]

    def count(name: str) -> int:
        return sum(len(each[name]) for each in found)

    tried = f"of {sum(each['messages'] for each in found):,} messages, {sum(each['kills'] for each in found):,} kills"
    for name, what in (
        ("missing", f"{tried}: neither accepted nor refused for good"),
        ("not_taken", f"{tried}: called accepted, and the server knows of none"),
        ("other_ids", f"{tried}: taken under more than one Message-ID"),
        ("unexplained", f"{tried}: taken again though the answer was heard and written down"),
    ):
        yield Measured(name=f"faults-{name.replace('_', '-')}", what=what, value=count(name), unit="", budget=0)
    yield Measured(
        name="faults-twice",
        what=f"{tried}: taken again because the answer was lost, under the same Message-ID",
        value=count("twice"),
        unit="",
    )
