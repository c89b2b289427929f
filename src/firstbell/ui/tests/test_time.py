"""Minutes left, and the ruler of a session."""

from datetime import timedelta

import pytest

from firstbell.ui.ruler import ruler_of
from firstbell.ui.time_left import time_left
from tests.support.times import london

NOW = london("2026-11-23 09:14")


class TestTimeLeft:
    @pytest.mark.parametrize(
        ("seconds", "number", "words"),
        [
            (360, 6, "min left"),
            (301, 6, "min left"),
            (60, 1, "min left"),
            (0, 0, "min left"),
            (-1, 0, "min late"),
            (-240, 4, "min late"),
            (119 * 60, 119, "min left"),
            (120 * 60, 2, "hours left"),
            (47 * 3600, 47, "hours left"),
            (3 * 86400, 3, "days left"),
            (-3 * 86400, 3, "days late"),
        ],
    )
    def test_it_is_said_in_whole_minutes_hours_or_days(self, seconds, number, words):
        left = time_left(NOW + timedelta(seconds=seconds), NOW)
        assert (left.number, left.words) == (number, words)

    def test_a_minute_begun_counts_as_left_just_as_the_clock_on_the_wall_shows_it(self):
        assert time_left(london("2026-11-23 09:20"), NOW + timedelta(seconds=30)).number == 6

    def test_the_bar_is_the_share_of_the_allowed_time_that_remains(self):
        left = time_left(NOW + timedelta(minutes=6), NOW, NOW - timedelta(minutes=4))
        assert (left.share, left.allowed_minutes) == (0.6, 10)

    def test_ten_minutes_or_less_is_soon(self):
        assert time_left(NOW + timedelta(minutes=10), NOW).tone == "soon"
        assert time_left(NOW + timedelta(minutes=11), NOW).tone == ""

    def test_what_is_overdue_says_when_it_was_due(self):
        left = time_left(NOW - timedelta(minutes=4), NOW)
        assert (left.tone, left.share, left.due_words) == ("over", 1.0, "was due 09:10")

    def test_another_day_is_named(self):
        assert time_left(london("2026-11-24 09:10"), NOW).due_words == "due 24 November, 09:10"

    def test_times_are_those_of_london_in_summer_too(self):
        now = london("2026-06-22 09:00")
        assert time_left(london("2026-06-22 09:10"), now).due_words == "due 09:10"


class TestRuler:
    def ruler(self, now: str):
        return ruler_of(
            london("2026-11-23 09:00"),
            london("2026-11-23 09:30"),
            london(f"2026-11-23 {now}"),
            [(london("2026-11-23 09:10"), "ring home"), (london("2026-11-23 10:00"), "lunch")],
        )

    def test_a_promise_stands_at_its_share_of_the_session(self):
        stops = self.ruler("09:06").stops
        assert [(stop.place, stop.words) for stop in stops] == [("0.00%", "09:00"), ("33.33%", "09:10 ring home")]

    def test_now_stands_at_its_own_place(self):
        assert self.ruler("09:06").now_place == "20.00%"

    def test_before_the_bell_and_after_the_end_there_is_no_now_on_it(self):
        assert self.ruler("08:59").now_place is None and self.ruler("09:31").now_place is None

    def test_it_is_said_in_words(self):
        assert self.ruler("09:06").spoken == "It is 09:06. 09:00. 09:10 ring home."

    def test_labels_at_the_ends_stay_on_the_page(self):
        ruler = ruler_of(
            london("2026-11-23 09:00"),
            london("2026-11-23 09:30"),
            london("2026-11-23 09:29"),
            [(london("2026-11-23 09:30"), "schools told")],
        )
        assert (ruler.stops[0].anchor, ruler.stops[1].anchor, ruler.now_anchor) == ("start", "end", "end")

    def test_promises_close_together_are_told_below_it(self):
        start, end = london("2026-11-23 09:00"), london("2026-11-23 10:00")
        close = [(london("2026-11-23 09:10"), "ring home"), (london("2026-11-23 09:15"), "ring again")]
        assert ruler_of(start, end, start, close).is_crowded
        assert not self.ruler("09:06").is_crowded
