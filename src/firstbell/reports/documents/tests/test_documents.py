"""Each document says what the register says, of those it is about and of nobody else."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest

from firstbell import journal
from firstbell.accounts.models import AccessLog
from firstbell.domain.contact import Outcome
from firstbell.domain.marks import Choice
from firstbell.domain.school_time import Span
from firstbell.followup.models import ContactAttempt
from firstbell.followup.tests.mornings import PRIYA, at, marked
from firstbell.journal.models import JournalEntry
from firstbell.people.tests.pages import signed_in, text
from firstbell.placements.models import Placement
from firstbell.registers import commands as registers
from firstbell.registers.models import RegisterLine
from firstbell.reports.documents.commissioner import commissioner_report, span_before
from firstbell.reports.documents.extract import register_extract
from firstbell.reports.documents.files import Form, file_of
from firstbell.reports.documents.handover import handover
from firstbell.reports.documents.pupil import certificate, pupil_report
from firstbell.reports.documents.term import term_report
from firstbell.support.cases.commands import open_case
from firstbell.support.cases.models import SupportEntry
from tests.builders import a_commissioner, a_group, a_placement, a_provision, a_pupil, a_site, london
from tests.support import pdfs

pytestmark = pytest.mark.django_db

WEEK = Span(date(2026, 11, 16), date(2026, 11, 20))
CANARY = "Zebedee Quillfeather"


@pytest.fixture
def forge():
    return a_group(a_site(a_provision(name="Alder Yard")), "Forge")


@pytest.fixture
def school(forge):
    return a_commissioner(forge.site.provision, name="Netherfold School")


@pytest.fixture
def pupil(forge, school):
    """Eight sessions of a week: five here, one late, one ill, one not explained; one call that reached somebody."""
    pupil = a_pupil("Callum Tarn", group=forge, commissioner=school)
    for on in ("2026-11-16", "2026-11-17"):
        marked(pupil, Choice.HERE, on=on)
        marked(pupil, Choice.HERE, on=on, session="PM", clock="13:02")
    marked(pupil, Choice.HERE, on="2026-11-18")
    marked(pupil, Choice.LATE, on="2026-11-18", session="PM", clock="13:12")
    for session, code in (("AM", "I"), ("PM", "O")):
        amended(pupil, "2026-11-19", session, code)
    ContactAttempt.objects.create(
        pupil=pupil, on=date(2026, 11, 19), session="AM", spoke_to="Ines Tarn", outcome=Outcome.NOT_COMING,
        made_by="Priya Nair", made_by_role="attendance_lead", made_at=at("09:08", "2026-11-19"),
        recorded_at=at("09:08", "2026-11-19"),
    )  # fmt: skip
    return pupil


@pytest.fixture
def stranger(forge):
    """A pupil of another school, in the same group."""
    other = a_pupil(CANARY, group=forge, commissioner=a_commissioner(forge.site.provision, name="Elsewhere"))
    marked(other, Choice.AWAY, on="2026-11-16")
    return other


def amended(pupil, on, session, code):
    marked(pupil, Choice.AWAY, on=on, session=session, clock="09:03" if session == "AM" else "13:03")
    line = RegisterLine.objects.get(pupil=pupil, register__on=on, register__session=session)
    registers.amend_mark(line.pk, code, reason="Mum rang.", by=PRIYA, at=at("15:00", on))


def table(document, title):
    return next(section.table for section in document.sections if section.title == title)


def everything(document):
    """Every word of a document, as it would be printed and as it would be taken."""
    printed = pdfs.text_of(file_of(document, Form.PDF, at=london("2026-11-20 16:00"))).replace("\n", " ")
    return printed + file_of(document, Form.CSV, at=london("2026-11-20 16:00")).decode() + str(document)


class TestTheReportForASchool:
    def test_says_in_one_sentence_how_the_week_went(self, pupil, school):
        assert commissioner_report(school, WEEK).summary == (
            "Attendance was 75.0%: 6 of 8 sessions of one pupil. One arrival was late, 12 minutes in all."
        )

    def test_compares_with_the_same_days_of_the_week_before(self, pupil, school):
        assert span_before(WEEK) == Span(date(2026, 11, 9), date(2026, 11, 13))
        marked(pupil, Choice.HERE, on="2026-11-10")
        assert "25.0 points less than in 9 to 13 November 2026" in commissioner_report(school, WEEK).summary

    def test_counts_each_weekday_and_all_of_them(self, pupil, school):
        found = table(commissioner_report(school, WEEK), "By weekday")
        assert [row[:3] for row in found.rows] == [
            ("Monday", 2, 2), ("Tuesday", 2, 2), ("Wednesday", 2, 2), ("Thursday", 2, 0), ("Friday", 0, 0),
            ("All days", 8, 6),
        ]  # fmt: skip
        assert found.shown[3] == ("Thursday", "2", "0", "0.0%", "1", "1", "0", "0")

    def test_names_what_was_missed_with_our_mark_and_its_meaning(self, pupil, school):
        found = table(commissioner_report(school, WEEK), "Sessions missed or late")
        assert [row[1:5] for row in found.rows] == [
            ("afternoon", "Callum Tarn", "L", "late"),
            ("morning", "Callum Tarn", "I", "ill"),
            ("afternoon", "Callum Tarn", "O", "unauthorised"),
        ]

    def test_counts_the_calls_home_and_those_that_reached_somebody(self, pupil, school):
        figure = commissioner_report(school, WEEK).figures[-1]
        assert (figure.name, figure.figure, figure.note) == ("Calls and texts home", "1", "1 reached somebody")

    def test_holds_no_pupil_of_another_school(self, pupil, stranger, school):
        report = commissioner_report(school, WEEK)
        assert CANARY.split()[1] not in everything(report)
        assert report.pupil_ids == (pupil.pk,)

    def test_holds_no_session_under_another_schools_placement_of_the_same_pupil(self, pupil, school, forge):
        Placement.objects.filter(pupil=pupil).update(ends_on=date(2026, 11, 17))
        other = a_commissioner(forge.site.provision, name="Elsewhere")
        new = a_placement(pupil, forge, commissioner=other, from_on="2026-11-18")
        RegisterLine.objects.filter(pupil=pupil, register__on__gte="2026-11-18").update(placement=new)
        assert commissioner_report(school, WEEK).figures[0].note == "4 of 4 sessions"
        assert commissioner_report(other, WEEK).figures[0].note == "2 of 4 sessions"

    def test_asks_the_database_as_often_for_many_pupils_as_for_one(
        self, pupil, school, forge, django_assert_num_queries
    ):
        for number in range(5):
            marked(a_pupil(f"Pupil N{number}", group=forge, commissioner=school), Choice.HERE, on="2026-11-16")
        with django_assert_num_queries(3):
            commissioner_report(school, WEEK)


class TestTheReportOfAPupil:
    def test_says_what_was_missed_in_words_a_family_can_read(self, pupil):
        found = table(pupil_report(pupil, WEEK), "Sessions missed or late")
        assert [row[2] for row in found.rows] == ["Came late", "Ill", "No reason that we could agree"]

    def test_says_how_far_it_was_from_the_aim(self, pupil):
        facts = dict(pupil_report(pupil, WEEK).sections[0].facts)
        assert facts["Our aim for everybody"] == "95%"
        assert facts["On the way to the aim"] == "2 sessions more would have reached it"

    def test_lets_the_pupil_speak(self, pupil):
        case = open_case(pupil, why="Missed Thursday", by=PRIYA, at=at("09:00", "2026-11-19"))
        SupportEntry.objects.create(
            case=case, kind="pupil", words="The bus is too full.", said_on=date(2026, 11, 19),
            written_by="Priya Nair", written_by_role="attendance_lead", written_at=at("10:00", "2026-11-19"),
        )  # fmt: skip
        assert "“The bus is too full.” (19 November 2026)" in everything(pupil_report(pupil, WEEK))

    def test_for_a_school_holds_only_sessions_under_its_own_placement(self, pupil, school, forge):
        other = a_commissioner(forge.site.provision, name="Elsewhere")
        assert pupil_report(pupil, WEEK, commissioner_id=other.pk).summary.startswith("No session was possible")
        assert pupil_report(pupil, WEEK, commissioner_id=school.pk).figures[0].note == "6 of 8 sessions"


class TestTheStatement:
    def test_says_the_sum_and_has_room_for_a_signature(self, pupil):
        statement = certificate(pupil, WEEK)
        assert statement.summary == (
            "This is to confirm that Callum Tarn attended 6 of the 8 sessions that were possible here from "
            "16 to 20 November 2026: 75.0%."
        )
        assert "For Alder Yard" in everything(statement)


class TestTheExtract:
    def test_has_every_mark_with_who_when_and_why_the_original_before_its_amendment(self, pupil):
        rows = [row for row in register_extract(pupil, WEEK).data.rows if row[0] == date(2026, 11, 19)]
        assert [(row[2], row[5], row[6], row[7]) for row in rows[:2]] == [
            ("N", "Sam Okoro (tutor)", "19 Nov 2026, 09:03:00", ""),
            ("I", "Priya Nair (attendance lead)", "19 Nov 2026, 15:00:00", "Mum rang."),
        ]
        assert [row[4] for row in rows[:2]] == ["Mark", "Amendment, stands"]

    def test_says_how_far_the_journal_had_come_and_how_to_check_it(self, pupil):
        facts = dict(register_extract(pupil, WEEK).sections[1].facts)
        assert facts["Code"] == journal.head(pupil.provision_id).text
        assert "firstbell verify" in everything(register_extract(pupil, WEEK))


class TestTheHandover:
    def test_tells_of_the_placement_and_each_half_term_of_it(self, pupil):
        document = handover(pupil.placements.get(), date(2026, 11, 20))
        rows = table(document, "Attendance by phase").rows
        assert rows[-1][:3] == ("The whole placement", 8, 6)
        assert dict(document.sections[0].facts)["Placed by"] == "Netherfold School"


class TestTheReportOfATerm:
    def test_counts_who_misses_much_and_names_nobody(self, pupil, stranger):
        report = term_report(pupil.provision, WEEK)
        assert report.figures[1].figure == "2 of 2"
        assert report.figures[2].figure == "1 of 2"
        said = everything(report)
        assert "Tarn" not in said
        assert "Quillfeather" not in said

    def test_asks_the_database_as_often_for_many_pupils_as_for_one(self, pupil, forge, django_assert_max_num_queries):
        with django_assert_max_num_queries(18):
            term_report(pupil.provision, WEEK)


class TestTheFiles:
    HOSTILE = "=HYPERLINK(1)"

    def documents(self, pupil, school):
        place = pupil.placements.select_related("pupil", "commissioner", "main_school").get()
        return [
            commissioner_report(school, WEEK), pupil_report(pupil, WEEK), certificate(pupil, WEEK),
            handover(place, WEEK.ends_on), term_report(pupil.provision, WEEK),
        ]  # fmt: skip

    def test_hold_no_formula_whatever_people_typed(self, pupil, school):
        pupil.preferred_first_name = self.HOSTILE
        pupil.adjustments = "@SUM(1)"
        pupil.save(update_fields=["preferred_first_name", "adjustments"])
        school.name = "+1+1"
        school.save(update_fields=["name"])
        for document in self.documents(pupil, school):
            rows = csv.reader(io.StringIO(file_of(document, Form.CSV, at=at("16:00")).decode("utf-8-sig")))
            assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r") and not number(cell)]
            book = openpyxl.load_workbook(io.BytesIO(file_of(document, Form.XLSX, at=at("16:00"))))
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
            assert {cell.data_type for cell in cells} <= {"s", "n", "d"}

    def test_keep_numbers_as_numbers(self, pupil, school):
        book = openpyxl.load_workbook(io.BytesIO(file_of(commissioner_report(school, WEEK), Form.XLSX, at=at("16:00"))))
        row = [cell.value for cell in book["By weekday"][5]]
        assert row == ["Thursday", 2, 0, 0, 1, 1, 0, 0]

    def test_are_named_without_a_pupil(self, pupil, school, clock_stands_at):
        clock_stands_at("2026-11-20 16:00")
        lead = signed_in(pupil.provision)
        answer = lead.post(f"/reports/documents/pupils/{pupil.pk}/file/", {"form": "pdf"})
        assert answer["Content-Disposition"] == 'attachment; filename="pupil-report-2026-11-20.pdf"'
        assert pdfs.is_tagged(answer.content)

    def test_are_noted_as_taken_out_for_each_pupil(self, pupil, school, clock_stands_at):
        clock_stands_at("2026-11-20 16:00")
        signed_in(pupil.provision).post(f"/reports/documents/schools/{school.pk}/file/", {"form": "csv"})
        assert AccessLog.objects.filter(pupil_id=pupil.pk, kind=AccessLog.Kind.EXPORTED).count() == 1
        assert JournalEntry.objects.filter(verb="export.made").count() == 1


def number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


class TestThePages:
    @pytest.fixture(autouse=True)
    def friday(self, clock_stands_at):
        clock_stands_at("2026-11-20 16:00")

    def test_of_a_school_shows_this_week_and_is_noted(self, pupil, school):
        page = text(signed_in(pupil.provision).get(f"/reports/documents/schools/{school.pk}/"))
        assert "16 to 20 November 2026" in page
        assert "6 of 8 sessions of one pupil" in page
        assert AccessLog.objects.filter(pupil_id=pupil.pk, route="reports:school_report").exists()

    def test_of_a_pupil_shows_other_days_when_asked(self, pupil):
        lead = signed_in(pupil.provision)
        page = text(lead.get(f"/reports/documents/pupils/{pupil.pk}/?starts_on=2026-11-16&ends_on=16/11/2026"))
        assert "Callum came to 2 of 2 sessions, 100.0%" in page

    def test_says_what_is_wrong_with_the_days(self, pupil):
        lead = signed_in(pupil.provision)
        answer = lead.get(f"/reports/documents/statements/{pupil.pk}/?starts_on=2026-11-20&ends_on=2026-11-16")
        assert answer.status_code == 422
        assert "Choose a later one" in text(answer)

    def test_of_a_term_and_of_a_placement_open(self, pupil):
        lead = signed_in(pupil.provision)
        assert "Persistently absent" in text(lead.get("/reports/documents/term/"))
        place = pupil.placements.get()
        assert "Handover" in text(lead.get(f"/reports/documents/placements/{place.pk}/"))
