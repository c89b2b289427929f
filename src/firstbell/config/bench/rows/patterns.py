"""Simulated pupils: how often a pattern is told where there is none, how often one is found, how long it takes."""

import time
from collections.abc import Iterator

from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place
from firstbell.config.bench.steady import CALENDAR, RATES, WINDOW, Absences, Simulated
from firstbell.domain.patterns import PatternKind, find

TITLE = "patterns of simulated pupils"
PUPILS, PUPILS_IF_QUICK = 500, 1
NOBODY = "none of the others says how unusual it is"
PLANTED = (
    ("mondays", "weekday:0:", {"weekdays": {0: 0.6}}, "Mondays missed six times in ten"),
    ("late-mondays", "weekday-lateness:0", {"late_weekdays": {0: 0.7}}, "late on seven Mondays in ten"),
)


def measure(place: Place) -> Iterator[Measured]:
    """Yield the false alarms of each way absences fall, what is found of two planted patterns, and the time."""
    pupils = PUPILS_IF_QUICK if place.quick else PUPILS
    spent = 0.0
    for absences in Absences:
        alarms = 0
        for rate in RATES:
            steady = Simulated(absences, rate)
            for number in range(pupils):
                sessions, context = steady.pupil(number), steady.context(number)
                began = time.perf_counter()
                patterns = find(sessions, CALENDAR, WINDOW, context)
                spent += time.perf_counter() - began
                # Streaks are runs longer than chance: told truly.
                alarms += any(absences is not Absences.STREAKS or each.kind != PatternKind.RUNS for each in patterns)
        yield Measured(
            name=f"patterns-alarms-{absences.name.lower()}",
            what=f"steady pupils told of a pattern, absences falling as {absences.value}",
            value=100 * alarms / (pupils * len(RATES)),
            unit="%",
            budget=5,
            rival_note=NOBODY,
        )
    for name, key, planted, words in PLANTED:
        with_it = Simulated(rate=0.08, **planted)
        found = sum(
            any(each.key.startswith(key) for each in find(with_it.pupil(number), CALENDAR, WINDOW))
            for number in range(pupils)
        )
        yield Measured(
            name=f"patterns-found-{name}",
            what=f"pupils told of the pattern planted in them: {words}",
            value=100 * found / pupils,
            unit="%",
            more_is_better=True,
        )
    yield Measured(
        name="patterns-time",
        what="the patterns of 300 pupils, the register already read",
        value=300 * spent / (pupils * len(RATES) * len(Absences)),
        unit="s",
        budget=15,
        rival_note=NOBODY,
    )
