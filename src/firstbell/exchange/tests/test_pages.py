"""The pages of an import: nothing happens unseen, nothing comes in by halves, and no file can do harm."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firstbell.exchange import commands, storage
from firstbell.exchange.kinds import Kind
from firstbell.exchange.models import ColumnMapping, Upload
from firstbell.exchange.tests.files import ARBOR, BROMCOM, HANDMADE, NOW, SETTLED, SIMS, csv_of, roster, xlsx_of
from firstbell.journal.models import JournalEntry
from firstbell.people.models import Pupil
from firstbell.worker import loop
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path, clock_stands_at):
    settings.MEDIA_ROOT = tmp_path
    settings.SECOND_FACTOR_REQUIRED = False
    clock_stands_at("2026-11-23 08:30")


@pytest.fixture
def provision():
    provision = a_provision()
    a_group(a_site(provision), "Forge")
    return provision


def signed_in(provision, role="attendance_lead"):
    client = Client()
    client.force_login(a_member(provision, role))
    return client


@pytest.fixture
def lead(provision):
    return signed_in(provision)


def send(client, name=SIMS, content=None, kind="pupils"):
    content = roster(name) if content is None else content
    return client.post("/files/", {"kind": kind, "file": SimpleUploadedFile(name, content)})


def text(response):
    return " ".join(response.content.decode().split())


def answers(name, **more):
    return {f"answer:{key}": value for key, value in SETTLED[name].items()} | more


class TestSendingAFile:
    def test_leads_to_a_page_of_every_problem_and_changes_nothing(self, lead):
        page = lead.get(send(lead).url)
        said = text(page)
        assert "Row 7, DOB" in said and "31/02/2012" in said and "25 pupils added" in said
        assert Pupil.objects.count() == 0

    def test_keeps_the_content_where_no_page_reaches_it_under_a_name_of_ours(self, lead):
        send(lead)
        upload = Upload.objects.get()
        kept = storage.folder() / upload.stored_as
        assert kept.read_bytes() == roster(SIMS) and "roster" not in kept.name
        assert kept.stat().st_mode & 0o077 == 0

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("roster.csv", b"%PDF-1.7 a letter", "neither a CSV nor an XLSX"),
            ("roster.xlsx", b"PK\x03\x04 cut short", "cannot be opened"),
            ("roster.csv", b"Name,DOB\n" + b"x" * 6_000_000, "larger than 5 MB"),
            ("roster.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "neither a CSV nor an XLSX"),
            ("roster.csv", b"\n\n\n", "no rows"),
        ],
    )
    def test_refuses_what_is_no_roster_and_keeps_nothing_of_it(self, lead, name, content, says):
        refused = send(lead, name, content)
        assert refused.status_code == 422 and says in text(refused)
        assert not storage.folder().exists() or not list(storage.folder().iterdir())

    def test_refuses_a_small_file_that_unpacks_to_a_huge_one(self, lead):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
        refused = send(lead, "roster.xlsx", packed.getvalue())
        assert refused.status_code == 422 and "unpacks to more than 40 MB" in text(refused)

    def test_reads_a_file_by_its_content_and_not_by_its_name(self, lead):
        book = xlsx_of(("Name", "DOB"), ("Ola Reed", "04.05.2012"))
        assert "Ola Reed" in text(lead.get(send(lead, "roster.csv", book).url))


class TestDeciding:
    def test_brings_nothing_in_while_a_question_waits(self, lead):
        where = send(lead).url
        refused = lead.post(where, {"do": "bring-in", "answer:priority@11": "first-1"})
        assert refused.status_code == 422
        assert "4 questions wait for an answer. Nothing was brought in." in text(refused)
        assert Pupil.objects.count() == 0

    def test_keeps_the_answers_already_given_on_the_page(self, lead):
        where = send(lead).url
        page = text(lead.post(where, {"do": "bring-in", "answer:priority@11": "first-2"}))
        assert 'name="answer:priority@11" value="first-2" checked' in page

    def test_shows_what_would_happen_before_it_does(self, lead):
        where = send(lead).url
        page = lead.post(where, answers(SIMS, do="look"))
        assert page.status_code == 200 and "stays out" in text(page) and Pupil.objects.count() == 0

    def test_brings_the_whole_file_in_once_everything_is_answered(self, lead):
        where = send(lead).url
        done = lead.post(where, answers(SIMS, do="bring-in"))
        assert done.url == f"{where}done/" and Pupil.objects.count() == 25
        assert "25 pupils added" in text(lead.get(done.url))

    def test_deletes_the_file_once_it_is_brought_in(self, lead):
        lead.post(send(lead).url, answers(SIMS, do="bring-in"))
        assert list(storage.folder().iterdir()) == []

    def test_is_looked_at_again_when_a_colleague_changed_something_meanwhile(self, lead, provision):
        where = send(lead).url
        seen = lead.get(where).context["preview"].seen
        a_pupil("Ola Reed", provision=provision, placed=False)
        refused = lead.post(where, answers(SIMS, do="bring-in", seen=seen))
        assert refused.status_code == 422 and "Somebody changed records here" in text(refused)
        assert Pupil.objects.count() == 1
        again = answers(SIMS, do="bring-in", seen=refused.context["preview"].seen)
        assert lead.post(where, again).status_code == 302 and Pupil.objects.count() == 26

    def test_says_so_when_a_file_would_change_nothing(self, lead):
        lead.post(send(lead).url, answers(SIMS, do="bring-in"))
        again = send(lead).url
        assert "Bringing it in changes nothing" in text(lead.post(again, answers(SIMS, do="look")))
        assert "Nothing changed" in text(lead.get(lead.post(again, answers(SIMS, do="bring-in")).url))

    def test_one_answer_can_serve_every_row_of_a_sort(self, lead, provision):
        page = text(lead.get(send(lead, HANDMADE).url))
        assert 'name="answer:pattern@*" value="confirm"' in page and "Every week is read rightly" in page

    def test_tells_which_sheets_and_lines_were_left_out(self, lead):
        page = text(lead.get(send(lead, HANDMADE).url))
        assert "old DO NOT USE" in page and "12 on roll" in page

    def test_shows_a_formula_as_the_text_it_is(self, lead):
        page = text(lead.get(send(lead).url))
        assert "=HYPERLINK(&quot;http://example.org&quot;" in page

    def test_stays_readable_with_thousands_of_problems(self, lead):
        rows = [f"Pupil{n},Tarn,31/02/2012" for n in range(2000)]
        page = lead.get(send(lead, "long.csv", csv_of("First name,Last name,DOB", *rows)).url)
        assert "The same for all 2000" in text(page) and len(page.content) < 450_000

    def test_two_hundred_problems_are_settled_by_one_answer(self, lead):
        rows = [f"Pupil{n},Tarn,31/02/2012" for n in range(200)]
        where = send(lead, "long.csv", csv_of("First name,Last name,DOB", *rows, "Ola,Reed,04/05/2012")).url
        lead.post(where, {"do": "bring-in", "answer:birth-date@*": "leave-out", "answer:no-upn@*": ""})
        assert [pupil.name for pupil in Pupil.objects.all()] == ["Ola Reed"]


class TestColumnsNobodyKnows:
    def test_are_asked_about_once_and_remembered(self, lead, provision):
        where = send(lead, BROMCOM, kind="contacts").url
        asked = lead.get(where)
        assert asked.url == f"{where}columns/"
        page = lead.get(asked.url)
        assert "StudentID" in text(page)
        fields = {name: page.context["form"][name].initial for name in page.context["form"].fields}
        assert lead.post(asked.url, fields).url == where
        assert ColumnMapping.objects.get(provision=provision, column="student id").target == ""
        assert lead.get(send(lead, BROMCOM, kind="contacts").url).status_code == 200

    def test_can_be_given_a_meaning(self, lead):
        content = csv_of("Child,When born", "Ola Reed,04/05/2012")
        where = send(lead, "ours.csv", content).url
        mapped = {"column_0": "full_name", "column_1": "born_on"}
        assert lead.post(f"{where}columns/", mapped).url == where
        assert "born: 04/05/2012" in text(lead.get(where))

    def test_are_refused_where_two_are_given_one_meaning(self, lead):
        where = send(lead, "ours.csv", csv_of("Child,Kid", "Ola Reed,Ola Reed")).url
        refused = lead.post(f"{where}columns/", {"column_0": "full_name", "column_1": "full_name"})
        assert refused.status_code == 422 and "is Whole name already" in text(refused)

    def test_are_refused_where_nothing_names_the_pupil(self, lead):
        where = send(lead, "ours.csv", csv_of("Child,Kid", "Ola Reed,Ola Reed")).url
        refused = lead.post(f"{where}columns/", {"column_0": "", "column_1": ""})
        assert refused.status_code == 422 and "No column is Whole name or Legal last name" in text(refused)


class TestWhoMay:
    def test_bring_in_pupils_are_the_head_and_the_lead(self, provision):
        for role, allowed in {"head": True, "attendance_lead": True, "tutor": False, "administrator": False}.items():
            sent = send(signed_in(provision, role))
            assert (sent.status_code == 302) is allowed, role

    def test_the_administrator_is_offered_only_what_holds_no_pupil(self, provision):
        page = text(signed_in(provision, "administrator").get("/files/"))
        assert "Terms and closures" in page and 'value="pupils"' not in page

    def test_a_file_of_pupils_is_not_there_for_the_administrator(self, lead, provision):
        where = send(lead).url
        assert signed_in(provision, "administrator").get(where).status_code == 404

    def test_a_file_of_another_provision_is_not_there(self, lead):
        where = send(lead).url
        stranger = signed_in(a_provision())
        assert {stranger.get(where + page).status_code for page in ("", "columns/", "done/")} == {404}
        assert stranger.post(where + "delete/").status_code == 404


class TestTheFileItself:
    def test_can_be_deleted_without_bringing_it_in(self, lead):
        where = send(lead).url
        lead.post(where + "delete/")
        assert list(storage.folder().iterdir()) == [] and Pupil.objects.count() == 0
        assert lead.get(where).status_code == 302

    def test_is_deleted_after_a_day(self, provision):
        by = staff(provision)
        commands.send_file(ARBOR, roster(ARBOR), Kind.PUPILS, by=by, at=NOW)
        commands.delete_old_content(NOW + timedelta(hours=23))
        assert len(list(storage.folder().iterdir())) == 1
        commands.delete_old_content(NOW + timedelta(hours=25))
        assert list(storage.folder().iterdir()) == []

    def test_stands_in_the_journal_with_its_fingerprint_and_the_answers(self, lead):
        lead.post(send(lead).url, answers(SIMS, do="bring-in"))
        facts = JournalEntry.objects.get(verb="import.done").facts
        assert Upload.objects.get().sha256 in facts and "leave-out" not in facts and "31/02/2012" in facts

    def test_is_deleted_by_the_worker_when_its_day_is_over(self, provision):
        commands.send_file(ARBOR, roster(ARBOR), Kind.PUPILS, by=staff(provision), at=NOW)
        loop.delete_sent_files(NOW + timedelta(hours=25))
        assert list(storage.folder().iterdir()) == []
