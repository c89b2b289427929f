"""What is taken out does nothing on its own, says everything, and can be brought in again."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.test import Client

from firstbell.accounts.models import AccessLog
from firstbell.exchange import commands
from firstbell.exchange.exports import as_csv, as_xlsx, inert
from firstbell.exchange.kinds import Kind
from firstbell.exchange.tests.files import NOW, OFFICE, SIMS, bring_in, source
from firstbell.journal.models import JournalEntry
from firstbell.people.models import Contact, Flag, PhoneNumber, Pupil
from firstbell.placements.models import Commissioner, LinkPerson, Placement
from firstbell.provisions.models import ClosedDay, Group
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site

BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "\x00=", "|", "%")
FORMULAS = (
    "cmd|' /C calc'!A0", "HYPERLINK(\"http://example.org\",\"Mum\")", "1+1", "SUM(A1:A9)", "IMPORTXML(A1)",
    "WEBSERVICE(A1)", "2+5+cmd|' /C x'!A0", "DDE(\"cmd\";\"x\")", "A1", "-1", "\"=1+1\"", "{1,2}", "'=1",
    "@SUM(1)", "http://example.org", "1e9", "\t=1",
)  # fmt: skip
PAYLOADS = [begin + formula for begin in BEGINNINGS for formula in FORMULAS]


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content):
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows())


class TestACell:
    def test_of_two_hundred_payloads_none_is_live_in_csv(self):
        assert len(PAYLOADS) >= 200
        rows = read_csv(as_csv(["Text"], [[payload] for payload in PAYLOADS]))
        live = [row[0] for row in rows[1:] if row[0].lstrip()[:1] in set("=+-@\t\r\n|%＝＋－＠")]
        assert live == []

    def test_of_two_hundred_payloads_all_are_text_in_xlsx(self):
        rows = read_xlsx(as_xlsx("Sheet", ["Text"], [[payload] for payload in PAYLOADS]))
        assert {row[0].data_type for row in rows} == {"s"}

    def test_that_is_a_number_stays_one(self):
        assert read_csv(as_csv(["Year"], [[-9]]))[1] == ["-9"]
        cell = read_xlsx(as_xlsx("Sheet", ["Year"], [[-9]]))[1][0]
        assert (cell.value, cell.data_type) == (-9, "n")

    def test_that_is_a_day_stays_one(self):
        cell = read_xlsx(as_xlsx("Sheet", ["Day"], [[date(2026, 11, 23)]]))[1][0]
        assert cell.is_date and cell.value.date() == date(2026, 11, 23)

    def test_that_is_harmless_is_left_alone(self):
        assert inert("Saoirse O'Rourke") == "Saoirse O'Rourke"


@pytest.fixture
def provision(db):
    provision = a_provision()
    a_group(a_site(provision), "Forge")
    return provision


def taken_out(provision, kind, form="csv"):
    return commands.export(kind, form, provision_id=provision.pk, by=OFFICE, at=NOW).content


class TestEveryExport:
    @pytest.fixture
    def hostile(self, provision):
        """A provision in which every text that people type is a formula."""
        bad = "=1+1"
        pupil = a_pupil("=A =B", group=Group.objects.get(), language=bad, travel_note="@x", adjustments="-1+1", upn="")
        Pupil.objects.filter(pk=pupil.pk).update(preferred_first_name="+x", preferred_last_name="\tx")
        Flag.objects.create(pupil=pupil, kind="other", note=bad)
        Contact.objects.update(name=bad, relationship=bad, note=bad, language=bad, safety="warning", warning=bad)
        PhoneNumber.objects.update(number="+48601234567", note=bad)
        Commissioner.objects.update(name=bad, notice_email="+x@example.org", phone="+48601234567")
        LinkPerson.objects.create(commissioner=Commissioner.objects.get(), name=bad, job=bad)
        Placement.objects.update(note=bad)
        Group.objects.update(name=bad)
        ClosedDay.objects.create(provision=provision, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 1), name=bad)
        content = b"Legal First Name,Legal Last Name,Date,Session,Code\n'=A,'=B,02/11/2026,AM,/"
        bring_in(
            provision.pk, "marks.csv", {"code-set@*": "national", "match@*": "same"}, content=content, kind=Kind.MARKS
        )
        return provision

    @pytest.mark.parametrize("kind", list(Kind))
    def test_has_no_live_cell(self, hostile, kind):
        rows = read_csv(taken_out(hostile, kind))
        assert len(rows) > 1
        assert [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")] == []
        cells = [cell for row in read_xlsx(taken_out(hostile, kind, "xlsx")) for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []


class TestARoundTrip:
    def test_of_pupils_contacts_and_schools_changes_nothing(self, provision):
        bring_in(provision.pk, SIMS)
        for kind in (Kind.PUPILS, Kind.CONTACTS):
            for form in ("csv", "xlsx"):
                content = taken_out(provision, kind, form)
                again = bring_in(provision.pk, f"out.{form}", {"match@*": "same"}, content=content, kind=kind)
                assert again.changed_nothing, (kind, form, again.words)

    def test_brings_a_neutralised_formula_back_as_it_was(self, provision):
        bring_in(provision.pk, SIMS)
        read = source("out.csv", taken_out(provision, Kind.CONTACTS), Kind.CONTACTS)
        assert '=HYPERLINK("http://example.org","Mum")' in {row["Contact Name"] for row in read.table.rows}

    def test_keeps_numbers_and_days_typed(self, provision):
        bring_in(provision.pk, SIMS)
        rows = read_xlsx(taken_out(provision, Kind.PUPILS, "xlsx"))
        heads = [cell.value for cell in rows[0]]
        year, born = rows[1][heads.index("Year Group")], rows[1][heads.index("Date of Birth")]
        assert year.data_type == "n" and born.is_date

    def test_tells_each_placement_with_its_pattern_and_hours(self, provision):
        a_pupil("Ola Reed", group=Group.objects.get(), days="13", upn="V889460022500")
        heads, row = read_csv(taken_out(provision, Kind.PLACEMENTS))
        told = dict(zip(heads, row, strict=True))
        assert (told["UPN"], told["Monday"], told["Tuesday"]) == ("V889460022500", "AM, PM", "")
        assert (told["Sessions a week"], told["Hours a week"]) == ("4", "10:00")


class TestTheExportPage:
    def page(self, provision, role="attendance_lead", **asked):
        client = Client()
        client.force_login(a_member(provision, role))
        return client.post("/files/export/", asked)

    @pytest.fixture(autouse=True)
    def a_monday(self, settings, clock_stands_at):
        settings.SECOND_FACTOR_REQUIRED = False
        clock_stands_at("2026-11-23 08:30")

    def test_gives_a_file_and_logs_whose_records_it_holds(self, provision):
        pupil = a_pupil("Ola Reed", provision=provision, placed=False)
        response = self.page(provision, kind="pupils", form="xlsx")
        assert response["Content-Disposition"] == 'attachment; filename="pupils-2026-11-23.xlsx"'
        assert AccessLog.objects.get().pupil_id == pupil.pk
        assert JournalEntry.objects.filter(verb="export.made").count() == 1

    def test_gives_nothing_of_another_provision(self, provision):
        a_pupil("Ola Reed", provision=a_provision(), placed=False)
        assert b"Ola" not in self.page(provision, kind="pupils", form="csv").content

    def test_refuses_the_administrator_what_holds_pupils(self, provision):
        refused = self.page(provision, "administrator", kind="pupils", form="csv")
        assert refused.status_code == 422 and "attachment" not in refused.headers.get("Content-Disposition", "")
        assert self.page(provision, "administrator", kind="commissioners", form="csv").status_code == 200
