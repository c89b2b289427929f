"""Yesterday's year counts become counts of weeks, made from the marks, and go back to years."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from firstbell.registers.models import WeekTally
from firstbell.registers.tests.doing import a_class, mark, person
from tests.builders import a_register
from tests.support.times import london

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(name):
    """Bring the registers to a migration and return their models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("registers", name)])
    return MigrationExecutor(connection).loader.project_state([("registers", name)]).apps


@pytest.fixture
def years():
    """Yesterday's rows of one pupil: three mornings in two weeks, in one row for the year."""
    _, [amina] = a_class(1)
    for number, on in enumerate(("2026-11-20", "2026-11-24")):
        a_register(amina, on)
        mark(amina, "away" if number else "here", f"{on} 09:02", person("Sam"), on=on)
    mark(amina, "here", "2026-11-23 09:02", person("Sam"))
    yesterday = migrate("0001_initial").get_model("registers", "YearTally")
    yield yesterday
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("registers"))


class TestTheMoveToWeeks:
    def test_counts_each_week_from_the_marks(self, years):
        assert years.objects.get().own_attended == 2
        years.objects.update(own_attended=17)
        migrate("0004_no_year_tallies")
        kept = WeekTally.objects.order_by("week_starts_on").values_list("own_attended", "own_unauthorised")
        assert list(kept) == [(1, 0), (1, 1)]

    def test_leaves_what_waited_waiting_once(self, years):
        migrate("0004_no_year_tallies")
        waiting = WeekTally.objects.exclude(look_again_since=None).values_list("week_starts_on", "look_again_since")
        assert list(waiting) == [(date(2026, 11, 23), london("2026-11-23 09:02"))]
