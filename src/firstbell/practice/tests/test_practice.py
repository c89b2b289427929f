"""The practice provision: its clock, its mailbox, and a day made near any date."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.http import Http404

from firstbell.outbox.models import Message
from firstbell.practice import access, calendar, commands, demonstration
from firstbell.practice.models import PracticeClock, PracticeMail
from tests.builders import a_commissioner, a_link_person, a_provision, london, staff


class TestTheClock:
    def test_moves_by_minutes(self):
        assert commands._target("+5", london("2026-11-23 09:00")) == london("2026-11-23 09:05")

    def test_never_runs_backwards_to_a_time_that_has_passed(self):
        assert commands._target("13:00", london("2026-11-23 14:00")) == london("2026-11-24 13:00")

    def test_skips_the_weekend_to_the_next_school_day(self):
        assert commands._target("next day", london("2026-11-27 15:00")) == london("2026-11-30 08:50")

    def test_keeps_to_the_wall_when_the_clocks_change(self):
        assert commands._target("next day", london("2026-10-23 15:00")) == london("2026-10-26 08:50")

    def test_is_kept_in_the_database_for_web_and_worker_alike(self, db):
        from firstbell.practice import clock

        PracticeClock.objects.create()
        clock.set_to(london("2026-11-23 09:00"))
        shown = datetime.now().astimezone() + clock.offset()
        assert abs(shown - london("2026-11-23 09:00")) < timedelta(seconds=5)


class TestTheCalendarOfAnyYear:
    @pytest.mark.parametrize("year", range(2024, 2036))
    def test_has_three_terms_that_follow_each_other_with_a_break_inside(self, year):
        terms = calendar.terms_of(date(year, 9, 1))
        for term in terms:
            assert term.starts_on < term.break_starts_on <= term.break_ends_on < term.ends_on
        assert [term.starts_on for term in terms] == sorted(term.starts_on for term in terms)
        assert all(earlier.ends_on < later.starts_on for earlier, later in zip(terms, terms[1:], strict=False))

    @pytest.mark.parametrize("days", range(0, 366, 7))
    def test_gives_a_school_day_and_thirty_before_it_from_any_day_of_the_year(self, days):
        day = demonstration._school_day(date(2026, 1, 1) + timedelta(days=days))
        before = demonstration._days_before(day, demonstration.HISTORY_DAYS)
        assert len(set(before)) == demonstration.HISTORY_DAYS
        assert max(before) < day
        assert day.isoweekday() <= 5

    @pytest.mark.parametrize("monday", ["2025-03-31", "2025-10-27", "2026-03-30", "2026-10-26", "2028-03-27"])
    def test_has_school_on_the_monday_after_the_clocks_change(self, monday):
        assert demonstration._school_day(date.fromisoformat(monday)) == date.fromisoformat(monday)

    def test_opens_at_ten_to_nine(self):
        assert time(8, 50) == demonstration.OPENING


def kept(to: str, message_id: str = "") -> PracticeMail:
    return PracticeMail.objects.create(
        to_address=to, from_address="office@alderyard.example", subject="Attendance", text="",
        message_id=message_id, received_at=london("2026-11-23 09:18"),
    )  # fmt: skip


@pytest.mark.django_db
class TestTheMailbox:
    def test_shows_the_office_what_its_provision_sent_and_not_what_another_did(self):
        provision, other = a_provision(), a_provision()
        for place, message_id in ((provision, "<ours@x>"), (other, "<theirs@x>")):
            Message.objects.create(
                provision=place, key=message_id, on="2026-11-23", purpose="absence", to_name="School",
                to_address="a@school.example",
                subject="Attendance", text="", message_id=message_id,
                drafted_at=london("2026-11-23 09:05"),
                due_at=london("2026-11-23 09:18"),
            )  # fmt: skip
        ours, _ = kept("a@school.example", "<ours@x>"), kept("a@school.example", "<theirs@x>")
        assert list(access.mails(staff(provision))) == [ours]

    def test_shows_a_school_only_what_was_sent_to_it(self):
        school = a_commissioner()
        person = a_link_person(school).user
        theirs, _ = kept(f"Netherfold <{person.email}>"), kept("Tollgate <attendance@tollgate.example>")
        assert list(access.mails(staff(school.provision, "commissioner_contact", person))) == [theirs]

    def test_answers_for_somebody_elses_mail_as_if_it_did_not_exist(self):
        mail = kept("somebody@else.example")
        with pytest.raises(Http404):
            access.mail(staff(a_provision()), mail.pk)
