"""Reports go out by themselves as the policy says: to whom they are for, with what is theirs, and not before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstbell.domain.marks import Choice
from firstbell.followup.tests.mornings import at, marked
from firstbell.journal.models import JournalEntry
from firstbell.outbox import commands as outbox
from firstbell.outbox.models import Message
from firstbell.outbox.tests.conftest import mail_server
from firstbell.people.models import Contact
from firstbell.placements.models import Placement
from firstbell.provisions.models import Term
from firstbell.reports.documents.due import schedule_reports
from firstbell.reports.documents.models import ReportRun
from firstbell.reports.documents.posting import LOOK_OVER, MOST_AT_ONCE, write_reports
from firstbell.worker import loop
from tests.builders import a_commissioner, a_group, a_member, a_provision, a_pupil, a_site, staff
from tests.support import pdfs

__all__ = ["mail_server"]

pytestmark = pytest.mark.django_db
FRIDAY = "2026-11-20"
CANARY = "Quillfeather"


@pytest.fixture
def forge():
    return a_group(a_site(a_provision(name="Alder Yard", phone="+441632960123")), "Forge")


@pytest.fixture
def provision(forge):
    return forge.site.provision


@pytest.fixture
def school(provision):
    return a_commissioner(provision, name="Netherfold School", notice_email="office@netherfold.example")


@pytest.fixture
def pupil(forge, school):
    pupil = a_pupil("Callum Tarn", group=forge, commissioner=school)
    marked(pupil, Choice.HERE, on="2026-11-16")
    return pupil


@pytest.fixture
def stranger(forge, provision):
    other = a_pupil(f"Zebedee {CANARY}", group=forge, commissioner=a_commissioner(provision, name="Elsewhere"))
    marked(other, Choice.AWAY, on="2026-11-16")
    return other


def runs(**asked):
    return list(ReportRun.objects.filter(**asked).order_by("pk"))


def friday(provision, clock="02:00"):
    return schedule_reports(provision.pk, at(clock, FRIDAY))


def ends_before_friday(pupil):
    """A term, and so its second half, that ended on Sunday: both reports fall due by Friday."""
    marked(pupil, Choice.HERE, on="2026-11-12")
    Term.objects.filter(provision=pupil.provision, name="Year 2026").update(ends_on=date(2026, 11, 15))


class TestWhatFallsDue:
    def test_is_the_week_for_each_school_on_its_weekday(self, provision, pupil, stranger):
        assert friday(provision) == 2
        found = runs()
        assert {(run.rule, str(run.starts_on), str(run.ends_on)) for run in found} == {
            ("week-to-commissioners", "2026-11-16", "2026-11-20")
        }
        assert found[0].due_at == at("15:45", FRIDAY)

    def test_is_listed_once_however_often_it_is_looked_for(self, provision, pupil):
        friday(provision)
        assert friday(provision, "09:00") == 0
        assert JournalEntry.objects.filter(verb="reports.scheduled").count() == 1

    def test_is_caught_up_with_after_a_weekend_and_not_after_a_week(self, provision, pupil):
        assert schedule_reports(provision.pk, at("02:00", "2026-11-30")) == 1
        assert [str(run.ends_on) for run in runs()] == ["2026-11-27"]

    def test_is_nothing_for_a_week_without_a_school_day(self, provision, pupil):
        Term.objects.filter(provision=provision).update(ends_on=date(2026, 11, 6))
        assert friday(provision) == 0

    def test_is_nothing_before_the_provision_went_live(self, provision, pupil):
        provision.go_live_on = date(2026, 11, 21)
        provision.save(update_fields=["go_live_on"])
        assert friday(provision) == 0

    def test_is_a_half_term_for_families_and_schools_and_a_term_for_head_and_council(self, provision, pupil, forge):
        ends_before_friday(pupil)
        council = a_commissioner(provision, name="Norland Council", kind="council")
        Placement.objects.filter(pupil=pupil).update(commissioner=council)
        head = a_member(provision, "head")
        friday(provision)
        found = {(run.document, run.to, run.about) for run in runs()}
        school_id = pupil.placements.get().main_school_id
        assert found == {
            ("pupil", "parents", f"pupil:{pupil.pk}"),
            ("pupil", "commissioner", f"pupil:{pupil.pk} commissioner:{council.pk}"),
            ("pupil", "commissioner", f"pupil:{pupil.pk} commissioner:{school_id}"),
            ("term", "head", f"member:{head.pk}"),
            ("term", "council", f"commissioner:{council.pk}"),
        }

    def test_is_a_handover_the_day_after_a_placement_ended(self, provision, pupil):
        Placement.objects.filter(pupil=pupil).update(ends_on=date(2026, 11, 18))
        schedule_reports(provision.pk, at("02:00", "2026-11-19"))
        [run] = runs(document="handover")
        assert (run.placement.pupil, run.commissioner.name) == (pupil, "Netherfold School")


class TestAReportThatIsDue:
    def test_is_written_half_an_hour_before_and_goes_at_its_time(self, provision, pupil):
        friday(provision)
        write_reports(at("15:14", FRIDAY))
        assert not Message.objects.filter(purpose="report").exists()
        write_reports(at("15:15", FRIDAY))
        message = Message.objects.get(purpose="report")
        assert (message.state, message.due_at) == ("drafted", at("15:45", FRIDAY))
        write_reports(at("15:44", FRIDAY))
        assert Message.objects.get(pk=message.pk).state == "drafted"
        write_reports(at("15:45", FRIDAY))
        assert Message.objects.get(pk=message.pk).state == "queued"

    def test_stays_where_somebody_holds_it(self, provision, pupil):
        friday(provision)
        write_reports(at("15:15", FRIDAY))
        message = Message.objects.get(purpose="report")
        outbox.hold(message, by=staff(provision).actor, at=at("15:20", FRIDAY))
        write_reports(at("15:50", FRIDAY))
        assert Message.objects.get(pk=message.pk).state == "held"

    def test_names_no_pupil_but_in_its_files(self, provision, pupil):
        friday(provision)
        write_reports(at("15:20", FRIDAY))
        message = Message.objects.get(purpose="report")
        names = [file.name for file in message.attachments.all()]
        assert names == ["attendance-report-2026-11-20.pdf", "attendance-report-2026-11-20.csv"]
        assert "Tarn" not in message.subject + message.text
        assert "Attendance was 100.0%: 1 of 1 session of one pupil." in message.text
        assert "01632 960123" in message.text

    def test_holds_its_recipients_own_pupils_only(self, provision, pupil, stranger, school):
        friday(provision)
        write_reports(at("15:20", FRIDAY))
        message = Message.objects.get(commissioner=school)
        printed, table = (bytes(file.content) for file in message.attachments.order_by("pk"))
        assert "Tarn" in pdfs.text_of(printed) and b"Tarn" in table
        assert CANARY not in pdfs.text_of(printed) and CANARY.encode() not in table
        assert message.to_address == "office@netherfold.example"

    def test_is_written_once_by_two_workers(self, provision, pupil):
        friday(provision)
        [run] = runs()
        write_reports(at("15:20", FRIDAY))
        ReportRun.objects.filter(pk=run.pk).update(settled_at=None)
        write_reports(at("15:21", FRIDAY))
        assert Message.objects.filter(purpose="report").count() == 1

    def test_leaves_the_worker_its_other_work(self, provision, pupil, forge):
        for number in range(MOST_AT_ONCE):
            school = a_commissioner(provision, name=f"School N{number}")
            marked(a_pupil(f"Pupil N{number}", group=forge, commissioner=school), Choice.HERE, on="2026-11-16")
        friday(provision)
        assert write_reports(at("15:20", FRIDAY))
        assert Message.objects.filter(purpose="report").count() == MOST_AT_ONCE
        assert not write_reports(at("15:20", FRIDAY))

    def test_goes_to_nobody_where_no_session_was_counted(self, provision, forge, school):
        a_pupil("Callum Tarn", group=forge, commissioner=school)
        friday(provision)
        write_reports(at("15:20", FRIDAY))
        assert not Message.objects.filter(purpose="report").exists()
        assert "nothing to tell" in ReportRun.objects.get().why_not

    def test_that_comes_late_still_leaves_time_to_look(self, provision, pupil):
        friday(provision)
        write_reports(at("17:00", FRIDAY))
        assert Message.objects.get(purpose="report").due_at == at("17:05", FRIDAY)


class TestAReportHome:
    @pytest.fixture
    def run(self, provision, pupil):
        ends_before_friday(pupil)
        friday(provision)
        return ReportRun.objects.get(to="parents")

    def written(self, run):
        write_reports(at("09:05", FRIDAY))
        run.refresh_from_db()
        return run

    def test_goes_to_whoever_has_parental_responsibility_and_an_address(self, run, pupil):
        first = pupil.contacts.get()
        Contact.objects.create(
            pupil=pupil, priority=2, name="Jon Tarn", email="jon@example.org", parental_responsibility=True
        )
        Contact.objects.filter(pk=first.pk).update(email="ines@example.org", parental_responsibility=False)
        assert self.written(run).message.to_address == "jon@example.org"

    @pytest.mark.parametrize("contact", [{"email": ""}, {"safety": "warning", "warning": "Court order"}])
    def test_is_left_out_and_says_why_where_nobody_may_be_written_to(self, run, pupil, contact):
        Contact.objects.filter(pupil=pupil).update(**({"email": "ines@example.org"} | contact))
        assert self.written(run).message is None
        assert "Print it instead" in run.why_not

    def test_is_about_their_child(self, run, pupil):
        Contact.objects.filter(pupil=pupil).update(email="ines@example.org")
        message = self.written(run).message
        [file] = message.attachments.all()
        assert "Callum came to 1 of 1 session" in pdfs.text_of(bytes(file.content)).replace("\n", " ")
        assert "It is about your child only." in message.text


class TestAWholeFriday:
    def test_ends_with_the_report_taken_by_the_schools_own_server(self, provision, pupil, mail_server, monkeypatch):
        monkeypatch.setattr(loop, "_reported", {})
        monkeypatch.setattr(loop, "_did", {})
        server = mail_server()
        loop.turn(at("02:00", FRIDAY))
        loop.turn(at("15:45", FRIDAY) - LOOK_OVER)
        loop.turn(at("15:45", FRIDAY))
        loop.turn(at("15:46", FRIDAY))
        [mail] = [each for each in server.taken if "attendance report" in each["Subject"].lower()]
        files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
        assert pdfs.is_tagged(files["attendance-report-2026-11-20.pdf"])
        assert Message.objects.get(purpose="report").state == Message.State.ACCEPTED

    def test_costs_one_look_a_minute(self, provision, pupil, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr(loop, "_reported", {})
        loop.write_due_reports(at("10:00", FRIDAY))
        with django_assert_num_queries(0):
            loop.write_due_reports(at("10:00", FRIDAY) + timedelta(seconds=30))
        with django_assert_num_queries(3):
            loop.write_due_reports(at("10:01", FRIDAY))
