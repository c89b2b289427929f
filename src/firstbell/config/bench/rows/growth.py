"""Whether a day's work costs more after six years than after one week, at a provision of three hundred pupils."""

from collections.abc import Iterator
from typing import Any

from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place
from firstbell.config.bench.registers import saving

TITLE = "a day's work after one week and after six years"
GROUPS, GROUPS_IF_QUICK = 10, 1
TIMES = 15
WEEK, SIX_YEARS, DAYS_IF_QUICK = 5, 6 * 190, 6


def measure(place: Place) -> Iterator[Measured]:
    """Yield old to young as a ratio of medians taken in turn, how many statements changed their plan, and figures."""
    young = _lived(Place(place.folder.parent / "growth-week", quick=place.quick), WEEK)
    old = _lived(place, DAYS_IF_QUICK if place.quick else SIX_YEARS)
    found = place.inside("growth", "compare", young=young, old=old)
    yield Measured(
        name="growth",
        what=f"a day's work with {old['marks']:,} marks, as a multiple of one with {young['marks']:,}",
        value=found["ratio"],
        unit="times",
        budget=1.1,
    )
    for step, ratio in found["steps"].items():
        yield Measured(name=f"growth: {step}", what=f"of it: {step}", value=ratio, unit="times")
    yield Measured(
        name="growth-plans",
        what=": ".join(["statements that the database then answers in another way", *found["plans"]]),
        value=len(found["plans"]),
        unit="",
        budget=0,
    )
    yield from _figures(place, old)


def _figures(place: Place, old: dict[str, Any]) -> Iterator[Measured]:
    """The pages of figures on the older database: the whole provision's year, and one pupil's."""
    pupil = place.inside("figures", "a_pupil", provision=old["provision"])
    for key, words, path in (
        ("provision", "figures of the provision, every pupil by name", "/reports/figures/"),
        ("pupil", "figures of one pupil", f"/reports/figures/pupils/{pupil}/"),
    ):
        found = place.inside("figures", "opened", cookie=old["cookie"], path=path, times=TIMES)
        what = f"{words}, with {old['marks']:,} marks kept (median)"
        yield Measured(name=f"figures-{key}-time", what=what, value=found["ms"], unit="ms")
        yield Measured(
            name=f"figures-{key}-statements", what="statements for that, sign-in included", value=found["statements"],
            unit="",
        )  # fmt: skip


def _lived(place: Place, days: int) -> dict[str, Any]:
    place.set_up()
    [school] = place.inside("school", "make", schools=1, groups=GROUPS_IF_QUICK if place.quick else GROUPS)
    rows = place.inside("years", "live", provision=school["provision"], days=days)
    return {
        "database": str(place.folder / "home" / "firstbell.sqlite3"),
        "provision": school["provision"],
        "cookie": school["cookie"],
        "saves": [(asked.path, asked.body) for asked in saving(school)],
        "marks": rows["registers_mark"],
    }
