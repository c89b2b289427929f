"""The day sheet, and the closing of a day: only when every line is accounted for, and once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from firstbell.domain.marks import Choice
from firstbell.duties import commands as duties
from firstbell.duties.models import Duty
from firstbell.followup.days.after import look_after_days
from firstbell.followup.tests.mornings import at, line_of, marked, rings
from firstbell.journal import Actor
from firstbell.journal.models import JournalEntry
from firstbell.registers import commands as registers
from firstbell.reports.handover.commands import ClosedAlready, NotAccountedFor, close_day
from firstbell.reports.handover.sheet import accounts, day_sheet
from firstbell.reports.models import Handover
from tests.builders import a_group, a_member, a_provision, a_pupil, a_register, a_site, day

pytestmark = pytest.mark.django_db

MONDAY = "2026-11-23"
BEV = Actor("staff", None, "Bev Adeyemi", "head")


@pytest.fixture
def forge():
    return a_group(a_site(a_provision(name="Alder Yard")), "Forge")


@pytest.fixture
def pupil(forge):
    """A pupil whose whole day is marked here, on a day that is to be closed."""
    pupil = a_pupil("Callum Tarn", group=forge)
    here(pupil)
    return pupil


def here(pupil):
    a_register(pupil, MONDAY)
    look_after_days(pupil.provision_id, at("08:00"))
    marked(pupil, Choice.HERE)
    marked(pupil, Choice.HERE, session="PM", clock="13:02")


def close(pupil, clock="16:00", **given):
    return close_day(pupil.provision_id, day(MONDAY), by=BEV, at=at(clock), **given)


def sheet(pupil):
    return day_sheet(pupil.provision_id, day(MONDAY), Duty.objects.filter(provision=pupil.provision))


def left(pupil):
    return accounts(pupil.provision_id, day(MONDAY))


def a_duty(pupil, *, state="open", late=True, reason="", kind="call-home"):
    return Duty.objects.create(
        provision=pupil.provision, rule=kind, kind=kind, fact="unexplained-absence", pupil=pupil,
        subject=f"pupil:{pupil.pk}", on=day(MONDAY), session="AM", occasion=f"{state}{late}{reason}"[:40],
        owner_role="attendance_lead", met_by="spoke", sentence="Call home in time", clause="SS-14",
        opened_at=at("09:03"), due_at=at("09:10"), state=state, was_late=late, late_reason=reason,
        late_reason_by="Priya Nair" if reason else "", late_reason_at=at("10:00") if reason else None,
        closed_at=None if state == "open" else at("09:30"),
    )  # fmt: skip


class TestClosingADay:
    def test_meets_the_duty_to_close_it(self, pupil):
        close(pupil)
        duty = Duty.objects.get(kind="close-the-day")
        assert (duty.state, duty.closed_by, duty.was_late) == ("met", "Bev Adeyemi", False)

    def test_keeps_the_counts_as_they_stood(self, pupil):
        a_duty(pupil, state="missed", reason="Line down")
        handover = close(pupil, note="Ring Callum first")
        assert (handover.lines, handover.missed, handover.late, handover.note) == (2, 1, 0, "Ring Callum first")

    def test_is_written_in_the_journal(self, pupil):
        close(pupil)
        assert JournalEntry.objects.filter(verb="day.closed", about="day:2026-11-23").exists()

    def test_leaves_the_same_day_of_another_provision_to_be_closed(self, pupil):
        other = a_pupil(group=a_group(a_site(a_provision())))
        here(other)
        close(pupil)
        assert Duty.objects.get(provision=other.provision, kind="close-the-day").state == "open"

    def test_happens_once(self, pupil):
        close(pupil)
        with pytest.raises(ClosedAlready):
            close(pupil, "16:05")
        assert Handover.objects.count() == 1

    def test_stays(self, pupil):
        close(pupil)
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.update(note="Other words")


class TestADayIsNotClosed:
    def test_while_a_session_is_not_marked(self, pupil, forge):
        a_register(a_pupil(group=forge), MONDAY)
        with pytest.raises(NotAccountedFor, match="2 sessions are not marked"):
            close(pupil)

    def test_while_a_duty_is_still_to_do(self, pupil):
        a_duty(pupil, late=False)
        with pytest.raises(NotAccountedFor, match="1 duty is still to do"):
            close(pupil)

    def test_while_a_late_duty_has_no_reason(self, pupil):
        a_duty(pupil)
        assert left(pupil).open == 1

    def test_while_a_missed_duty_has_no_reason(self, pupil):
        a_duty(pupil, state="missed")
        with pytest.raises(NotAccountedFor, match="1 duty was missed without a reason"):
            close(pupil)

    def test_where_nobody_was_expected(self, forge):
        with pytest.raises(NotAccountedFor, match="nothing to close"):
            close_day(forge.site.provision_id, day("2026-11-22"), by=BEV, at=at("16:00"))

    @pytest.mark.parametrize("state", ["open", "missed"])
    def test_any_longer_once_the_reason_is_given(self, pupil, state):
        a_duty(pupil, state=state, reason="Line down")
        assert left(pupil).are_settled

    def test_for_a_duty_that_was_done_or_is_no_longer_needed(self, pupil):
        a_duty(pupil, state="met")
        a_duty(pupil, state="withdrawn", late=False)
        assert left(pupil).are_settled

    def test_for_what_falls_due_on_another_day(self, pupil):
        later = a_duty(pupil, late=False, kind="decide-n")
        Duty.objects.filter(pk=later.pk).update(due_at=at("15:00", "2026-11-30"))
        assert left(pupil).are_settled


class TestTheSheet:
    def test_says_what_was_late_by_whom_and_why(self, forge):
        pupil = a_pupil("Callum Tarn", group=forge)
        marked(pupil)
        rings(pupil, "voicemail", clock="09:14")
        call = Duty.objects.get(pupil=pupil, kind="call-home")
        duties.give_late_reason(call, "Two calls at once", by=BEV, at=at("09:20"))
        (row,) = [row for row in sheet(pupil).failed if row.duty.pk == call.pk]
        assert (row.ending, row.duty.closed_by, row.duty.late_reason) == (
            "Late, done 09:14",
            "Priya Nair",
            "Two calls at once",
        )

    def test_names_the_pupils_whom_nobody_marked(self, pupil, forge):
        a_register(a_pupil("Ola Danjuma", group=forge), MONDAY)
        rooms = {room.name: room.unmarked for room in sheet(pupil).rooms}
        assert rooms == {"Forge, morning": ("Ola Danjuma",), "Forge, afternoon": ("Ola Danjuma",)}

    def test_says_how_many_duties_its_reader_may_not_see(self, pupil):
        hidden = a_duty(pupil, kind="alert-the-safeguarding-lead")
        seen = Duty.objects.exclude(pk=hidden.pk)
        assert day_sheet(pupil.provision_id, day(MONDAY), seen).hidden == 1

    def test_shows_what_changed_after_the_day_was_closed(self, pupil):
        close(pupil)
        registers.amend_mark(line_of(pupil).pk, "I", reason="Was at home ill", by=BEV, at=at("17:00"))
        (change,) = sheet(pupil).later
        assert (change.was, change.now, change.reason) == ("/", "I", "Was at home ill")

    @pytest.mark.parametrize("pupils", [1, 12])
    def test_costs_the_same_for_few_as_for_many(self, forge, pupils, django_assert_num_queries):
        absent = [a_pupil(group=forge) for _ in range(pupils)]
        for pupil in absent:
            marked(pupil)
        duties.judge(at("09:40"))
        with django_assert_num_queries(19):
            sheet(absent[0])


class TestThePages:
    @pytest.fixture
    def sign_in(self, client, clock_runs_from, pupil):
        def as_(role):
            clock_runs_from(f"{MONDAY} 16:02")
            user = a_member(pupil.provision, role)
            client.force_login(user, backend="firstbell.accounts.backend.StaffBackend")

        return as_

    def test_lets_the_head_close_the_day(self, sign_in, client, pupil):
        sign_in("head")
        assert "Every line is accounted for" in client.get(reverse("reports:day")).content.decode()
        client.post(reverse("reports:close_day"), {"day": MONDAY, "note": "Calm day"})
        assert Handover.objects.get().note == "Calm day"
        assert "Closed, and stays closed" in client.get(reverse("reports:day")).content.decode()

    def test_does_not_let_the_attendance_lead_close_it(self, sign_in, client):
        sign_in("attendance_lead")
        assert "The head of provision closes the day" in client.get(reverse("reports:day")).content.decode()
        assert client.post(reverse("reports:close_day"), {"day": MONDAY}).status_code == 403

    def test_keeps_each_reason_that_was_written(self, sign_in, client, pupil):
        first, second = a_duty(pupil, state="missed"), a_duty(pupil, state="met")
        sign_in("attendance_lead")
        client.post(
            reverse("reports:late_reasons"),
            {"day": MONDAY, f"reason-{first.pk}": "Line down", f"reason-{second.pk}": " "},
        )
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.late_reason, second.late_reason) == ("Line down", "")

    def test_does_not_explain_another_provisions_duty(self, sign_in, client):
        other = a_pupil(provision=a_provision(), placed=False)
        duty = a_duty(other, state="missed")
        sign_in("attendance_lead")
        client.post(reverse("reports:late_reasons"), {"day": MONDAY, f"reason-{duty.pk}": "Not mine"})
        duty.refresh_from_db()
        assert duty.late_reason == ""

    def test_says_what_is_left_where_the_day_cannot_be_closed(self, sign_in, client, pupil):
        a_duty(pupil, state="missed")
        sign_in("head")
        page = client.post(reverse("reports:close_day"), {"day": MONDAY}, follow=True).content.decode()
        assert "not every line is accounted for" in page
        assert not Handover.objects.exists()

    def test_shows_another_day_when_asked(self, sign_in, client):
        sign_in("head")
        page = client.get(reverse("reports:day"), {"day": "2026-11-20"}).content.decode()
        assert "Friday 20 November 2026" in page
