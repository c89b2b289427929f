"""Due times on the days around both clock changes, at midnight, and over a half-term that two calendars see apart."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.domain.contact import Outcome
from firstbell.domain.duties import DutyState
from firstbell.domain.happenings import Happening, Kind, PupilHere
from firstbell.domain.school_time import LONDON, SchoolCalendar, Session, Span, london_time, starts_at
from tests.policy.mornings import ROWAN, a_setting, at, duties, duty, happens, marked, rang
from tests.policy.provision import STEPPING_STONES

AROUND = [
    "2026-03-27",
    "2026-03-28",
    "2026-03-29",
    "2026-03-30",
    "2026-10-23",
    "2026-10-24",
    "2026-10-25",
    "2026-10-26",
]
EVERY_DAY = SchoolCalendar((Span(date(2026, 1, 1), date(2027, 12, 31)),), weekdays=(0, 1, 2, 3, 4, 5, 6))
OPEN = a_setting(STEPPING_STONES, ROWAN, calendar=EVERY_DAY)


def due(rule: str, day: str, clock: str = "09:03") -> datetime:
    return duty([marked("N", clock, day)], rule, day=day, setting=OPEN).due_at


class TestTheDaysAroundTheClockChanges:
    @pytest.mark.parametrize("day", AROUND)
    def test_ten_past_nine_is_ten_past_nine_on_the_wall(self, day):
        assert due("call-home", day).astimezone(LONDON).isoformat().startswith(f"{day}T09:10:00")

    @pytest.mark.parametrize(
        ("day", "utc"),
        [("2026-03-28", 9), ("2026-03-29", 8), ("2026-10-24", 8), ("2026-10-25", 9)],
    )
    def test_which_is_another_instant_before_and_after(self, day, utc):
        expected = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(
            hours=utc, minutes=10
        )
        assert due("call-home", day) == expected

    @pytest.mark.parametrize("day", AROUND)
    def test_a_clock_time_is_that_of_its_day(self, day):
        assert london_time(due("follow-up-with-the-school", day)).isoformat() == "14:30:00"

    def test_five_days_over_the_change_end_at_the_days_close_on_the_wall(self):
        assert due("decide-n", "2026-10-22") == at("15:00", "2026-10-27")
        assert due("decide-n", "2026-03-26") == at("15:00", "2026-03-31")

    @given(st.dates(date(2026, 1, 2), date(2027, 12, 1)), st.times().map(lambda clock: clock.replace(microsecond=0)))
    def test_a_call_is_ten_minutes_of_real_time_after_any_start(self, day, start):
        rowan = PupilHere("Rowan", {Session.AM: start})
        setting = a_setting(STEPPING_STONES, rowan, calendar=EVERY_DAY)
        start_at = starts_at(day, start)
        mark = Happening(Kind.MARK, start_at, day, Session.AM, "Rowan", "N")
        found = duties([mark], day=f"{day}", until="23:59", setting=setting)
        call = next((each for each in found if each.rule.key == "call-home"), None)
        assert call is None or call.due_at - start_at == timedelta(minutes=10)


class TestMidnight:
    def test_a_call_not_made_is_missed_at_londons_midnight_in_summer(self):
        call = duty([marked("N", day="2026-06-23")], "call-home", day="2026-06-24", setting=OPEN)
        assert (call.state, call.settled_at) == (DutyState.MISSED, datetime(2026, 6, 23, 23, 0, tzinfo=UTC))

    def test_a_call_in_the_last_minute_of_the_day_still_meets_it(self):
        late = rang(Outcome.NO_ANSWER, "23:59", "2026-06-23")
        call = duty([marked("N", day="2026-06-23"), late], "call-home", day="2026-06-24", setting=OPEN)
        assert (call.state, call.was_late) == (DutyState.MET, True)

    def test_a_mark_after_utc_midnight_and_before_londons_belongs_to_londons_day(self):
        half_past_midnight = happens(Kind.FACT, "00:30", "2026-06-24", fact="concern-raised", session=None)
        found = duty([half_past_midnight], "concern", day="2026-06-24", setting=OPEN)
        assert (found.due_at, found.on) == (datetime(2026, 6, 23, 23, 35, tzinfo=UTC), date(2026, 6, 24))


class TestTheFiveDayRule:
    """R-015: Friday 22 May 2026, half-term 25 to 29 May; day 5 is Friday 5 June."""

    MAIN_SCHOOL = SchoolCalendar(
        (Span(date(2026, 4, 13), date(2026, 5, 22)), Span(date(2026, 6, 1), date(2026, 7, 17)))
    )
    PROVISION = SchoolCalendar((Span(date(2026, 4, 13), date(2026, 7, 17)),), frozenset({date(2026, 5, 25)}))

    def decided_by(self, provision: SchoolCalendar | None, main_school: SchoolCalendar | None) -> datetime:
        rowan = PupilHere("Rowan", main_school_calendar=main_school)
        setting = a_setting(STEPPING_STONES, rowan, calendar=provision)
        return duty([marked("N", day="2026-05-22")], "decide-n", day="2026-05-22", setting=setting).due_at

    def test_counts_the_main_schools_days(self):
        assert self.decided_by(self.PROVISION, self.MAIN_SCHOOL) == at("15:00", "2026-06-05")

    def test_or_the_provisions_where_the_main_schools_are_unknown(self):
        assert self.decided_by(self.PROVISION, None) == at("15:00", "2026-06-01")

    def test_or_plain_weekdays_which_are_early_and_never_late(self):
        assert self.decided_by(None, None) == at("15:00", "2026-05-29")

    def test_writing_on_return_counts_the_provisions_days_whatever_the_main_school_does(self):
        rowan = PupilHere("Rowan", main_school_calendar=self.MAIN_SCHOOL)
        setting = a_setting(STEPPING_STONES, rowan, calendar=self.PROVISION)
        back = happens(Kind.FACT, "09:00", "2026-05-22", fact="returned-without-confirmation")
        assert duty([back], "confirm-in-writing", day="2026-05-22", setting=setting).due_at == at("15:00", "2026-05-28")
