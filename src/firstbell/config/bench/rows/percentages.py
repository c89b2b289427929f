"""The year's percentage of every pupil, for sixty and for a thousand."""

from collections.abc import Iterator

from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place

TITLE = "the year's percentage of every pupil"
TIMES = 25
SIZES = ((2, 60, 10, 29), (34, 1000, 60, 529))
NEAREST = "RosarioSIS, days absent without a percentage: none of the others has one for each pupil"


def measure(place: Place) -> Iterator[Measured]:
    """Yield the time for each size of provision, and the statements of the larger."""
    place.set_up()
    for groups, pupils, budget, rival in SIZES[:1] if place.quick else SIZES:
        school = place.inside("school", "make", schools=1, groups=groups, slug=f"year-of-{pupils}")[0]
        place.inside("figures", "add_year", provision=school["provision"])
        found = place.inside("figures", "percentages", provision=school["provision"], times=TIMES)
        yield Measured(
            name=f"year-{pupils}-time",
            what=f"the year's percentages of {found['pupils']:,} pupils (median)",
            value=found["ms"],
            unit="ms",
            budget=budget,
            rival=rival,
            rival_note=NEAREST,
            limit=found["limit_ms"],
            limit_note="the same counts fetched from the same tables, nothing made of them",
        )
        yield Measured(
            name=f"year-{pupils}-statements", what="statements for that", value=found["statements"], unit="", budget=2
        )
