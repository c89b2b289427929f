"""A clock that changes, stops or jumps opens, judges and ends nothing twice, and forgets nothing (R-10)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from firstbell.duties.models import Duty
from firstbell.followup.tests.mornings import at, duty, marked
from firstbell.journal import verify
from firstbell.journal.models import JournalEntry
from firstbell.provisions.models import SessionTime
from firstbell.registers.models import Register
from firstbell.worker import loop
from firstbell.worker.tests.crashing import a_fresh_worker
from tests.builders import a_group, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db

ONCE_FOR_A_DUTY = ("duty.late", "duty.missed", "duty.escalated")
SECOND, MINUTE, HOUR, DAY = (timedelta(**{name: 1}) for name in ("seconds", "minutes", "hours", "days"))


@pytest.fixture(autouse=True)
def _knows_nothing():
    a_fresh_worker()


@pytest.fixture
def pupil():
    return a_pupil("Callum Tarn", group=a_group(a_site(a_provision())))


def turns(*instants):
    for instant in instants:
        for step in loop.THINKING:
            step(instant)


def every(length, since, until):
    while since < until:
        yield since
        since += length


def told_twice():
    """Return what the journal tells more than once of one duty."""
    told = Counter()
    for verb, about, facts in JournalEntry.objects.values_list("verb", "about", "facts"):
        said = facts if isinstance(facts, dict) else json.loads(facts or "{}")
        if verb in ONCE_FOR_A_DUTY:
            told[verb, about, said["duty"]] += 1
    return [thing for thing, times in told.items() if times > 1]


class TestTheMondayAfterAClockChange:
    @pytest.mark.parametrize(
        ("monday", "nine"),
        [
            ("2026-10-26", datetime(2026, 10, 26, 9, 0, tzinfo=UTC)),
            ("2026-03-30", datetime(2026, 3, 30, 8, 0, tzinfo=UTC)),
        ],
    )
    def test_begins_at_nine_in_london_and_is_late_a_second_after_ten_past(self, pupil, monday, nine):
        turns(*every(HOUR, nine - 3 * DAY, nine))
        marked(pupil, on=monday)
        turns(*every(MINUTE, nine + 3 * MINUTE, nine + 11 * MINUTE))
        call = Duty.objects.get(pupil=pupil, kind="call-home", on=monday)
        assert (call.starts_at, call.due_at, call.was_late) == (nine, nine + 10 * MINUTE, False)
        turns(nine + 10 * MINUTE + SECOND)
        call.refresh_from_db()
        assert call.was_late

    @pytest.mark.parametrize("sunday", ["2026-10-25", "2026-03-29"])
    def test_follows_a_sunday_whose_hours_open_each_day_once(self, pupil, sunday):
        """A site that works on Sundays too: through the hour that comes twice, and the one that never comes."""
        SessionTime.objects.update(weekdays="1234567")
        pupil.placements.get().slots.filter(weekday=1).update(weekday=7)
        midnight = datetime.combine(date.fromisoformat(sunday), datetime.min.time(), UTC)
        turns(*every(10 * MINUTE, midnight - 2 * HOUR, midnight + 5 * HOUR))
        assert Register.objects.filter(on=sunday).count() == 2
        assert Duty.objects.filter(on=sunday, kind="take-the-register").count() == 2


class TestMidnight:
    def test_ends_nothing_before_the_day_opens_at_two(self, pupil):
        marked(pupil)
        turns(at("23:59"), at("00:00", "2026-11-24"), at("00:01", "2026-11-24"))
        assert duty(pupil, "call-home").state == "open"

    def test_is_followed_by_one_end_of_the_day_before(self, pupil):
        marked(pupil)
        turns(*every(MINUTE, at("01:58", "2026-11-24"), at("02:03", "2026-11-24")))
        assert JournalEntry.objects.filter(verb="duty.missed", facts__contains='"rule":"call-home"').count() == 1


class TestAClockThatIsWrong:
    @pytest.mark.parametrize("back", [SECOND, MINUTE, HOUR, 12 * HOUR, DAY])
    def test_and_is_put_back_tells_nothing_twice(self, pupil, back):
        marked(pupil)
        late = at("09:31")
        turns(late, late - back, late - back + MINUTE, late, late + MINUTE)
        assert told_twice() == []
        assert duty(pupil, "call-home").was_late
        assert verify() == []

    @pytest.mark.parametrize("ahead", [MINUTE, HOUR, 10 * HOUR, DAY, 3 * DAY])
    def test_and_jumps_ahead_forgets_nothing(self, pupil, ahead):
        """A machine that slept: what fell due meanwhile is late in its first turn, and a day that ended has ended."""
        marked(pupil)
        turns(at("09:04"), at("09:04") + ahead, at("09:04") + ahead + SECOND)
        due = at("09:10") < at("09:04") + ahead
        assert duty(pupil, "call-home").was_late == due
        assert duty(pupil, "call-home").state == ("missed" if ahead >= DAY else "open")
        assert told_twice() == []

    def test_and_jumps_ahead_and_back_again_has_judged_once(self, pupil):
        marked(pupil)
        turns(at("09:04"), at("09:04") + DAY, at("09:05"), at("09:11"), at("09:04") + DAY)
        assert told_twice() == []
        assert verify() == []

    def test_and_stands_still_does_the_same_thing_once(self, pupil):
        marked(pupil)
        turns(*[at("09:31")] * 5)
        assert told_twice() == []
        assert JournalEntry.objects.filter(verb="duty.late", facts__contains='"rule":"call-home"').count() == 1
