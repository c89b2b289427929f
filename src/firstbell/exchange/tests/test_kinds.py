"""Contacts, schools, placements, calendars and past registers, each from a file of its own."""

from __future__ import annotations

from datetime import date

import pytest

from firstbell.duties.models import Duty
from firstbell.exchange.commands import RowRefused
from firstbell.exchange.kinds import Kind
from firstbell.exchange.plan import StillOpen
from firstbell.exchange.tests.files import bring_in, csv_of
from firstbell.journal.models import JournalEntry
from firstbell.people.models import Contact, Pupil
from firstbell.placements.models import Commissioner, LinkPerson, Placement, Slot
from firstbell.provisions.models import ClosedDay, Term
from firstbell.registers.models import Mark, RegisterLine
from tests.builders import a_commissioner, a_group, a_placement, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def provision():
    return a_provision()


@pytest.fixture
def group(provision):
    return a_group(a_site(provision), "Forge")


def come_in(provision, kind, *lines, answers=None, name="file.csv"):
    return bring_in(provision.pk, name, answers or {}, content=csv_of(*lines), kind=kind)


class TestPupils:
    def test_are_matched_by_upn_and_changed(self, provision):
        pupil = a_pupil("Ola Reed", provision=provision, placed=False, upn="V889460022500", language="")
        done = come_in(
            provision, Kind.PUPILS, "First name,Last name,UPN,Language", "Ola,Reed-Hart,v889460022500,Polish"
        )
        pupil.refresh_from_db()
        assert (pupil.legal_last_name, pupil.language, done.words) == ("Reed-Hart", "Polish", ("1 pupil changed",))

    def test_of_one_upn_and_two_names_and_birth_dates_are_asked_about(self, provision):
        a_pupil("Ola Reed", provision=provision, placed=False, upn="V889460022500", born_on=date(2012, 1, 1))
        row = ("First name,Last name,UPN,DOB", "Kit,Marsh,V889460022500,04/05/2013")
        with pytest.raises(StillOpen) as waits:
            come_in(provision, Kind.PUPILS, *row)
        assert "Ola Reed's here" in waits.value.problems[0].what

    def test_without_a_upn_are_matched_by_name_and_birth_date_only_if_a_person_says_so(self, provision):
        pupil = a_pupil("Ola Reed", provision=provision, placed=False, born_on=date(2012, 5, 4))
        row = ("First name,Last name,DOB,Language", "ola,REED,04/05/2012,Polish")
        with pytest.raises(StillOpen):
            come_in(provision, Kind.PUPILS, *row)
        come_in(provision, Kind.PUPILS, *row, answers={"match@*": "another"})
        assert Pupil.objects.count() == 2
        Pupil.objects.exclude(pk=pupil.pk).update(born_on=date(2013, 1, 1))
        come_in(provision, Kind.PUPILS, *row, answers={"match@*": "same"})
        pupil.refresh_from_db()
        assert Pupil.objects.count() == 2 and pupil.language == "Polish"

    def test_keep_what_the_file_leaves_empty(self, provision):
        pupil = a_pupil("Ola Reed", provision=provision, placed=False, upn="V889460022500", language="Polish")
        come_in(provision, Kind.PUPILS, "First name,Last name,UPN,Language", "Ola,Reed,V889460022500,")
        pupil.refresh_from_db()
        assert pupil.language == "Polish"

    def test_come_back_from_the_archive_only_if_a_person_says_so(self, provision):
        pupil = a_pupil("Ola Reed", provision=provision, placed=False, upn="V889460022500")
        Pupil.objects.update(archived_at="2026-01-01T00:00Z")
        row = ("First name,Last name,UPN", "Ola,Reed,V889460022500")
        with pytest.raises(StillOpen):
            come_in(provision, Kind.PUPILS, *row)
        come_in(provision, Kind.PUPILS, *row, answers={"archived@*": "restore"})
        pupil.refresh_from_db()
        assert pupil.archived_at is None

    def test_of_another_provision_are_never_matched(self, provision):
        other = a_pupil("Ola Reed", provision=a_provision(), placed=False, upn="V889460022500")
        come_in(provision, Kind.PUPILS, "First name,Last name,UPN,Language", "Ola,Reed,V889460022500,Polish")
        other.refresh_from_db()
        assert other.language == "" and Pupil.objects.filter(provision=provision).count() == 1

    def test_come_in_all_or_not_at_all(self, provision, group):
        school = a_commissioner(provision, name="Netherfold Academy")
        pupil = a_pupil("Zed Reed", provision=provision, placed=False, upn="V889460022500")
        a_placement(pupil, group, commissioner=a_commissioner(provision, name="Tollgate Park"))
        lines = [f"Ola{n},Reed,,{school.name},01/09/2026,Mon" for n in range(20)]
        before = JournalEntry.objects.count()
        with pytest.raises(RowRefused) as refused:
            come_in(
                provision,
                Kind.PUPILS,
                "First name,Last name,UPN,School,Start,Days",
                *lines,
                f"Zed,Reed,V889460022500,{school.name},01/09/2026,Mon",
                answers={"pattern@*": "confirm", "group@*": f"is-{group.pk}"},
            )
        assert refused.value.row == 22 and "Nothing of the file was brought in" in refused.value.means
        assert Pupil.objects.count() == 1 and JournalEntry.objects.count() == before

    def test_are_each_in_the_journal_with_the_file_they_came_in(self, provision):
        come_in(provision, Kind.PUPILS, "First name,Last name", "Ola,Reed", "Kit,Marsh")
        verbs = list(JournalEntry.objects.order_by("number").values_list("verb", flat=True))
        assert verbs == ["pupil.added", "pupil.added", "import.done"]


class TestContacts:
    COLUMNS = "UPN,Last name,First name,Contact Name,Contact Relation,Contact Mobile,Contact Email,Contact Warning"

    def test_join_the_pupil_who_is_here_and_keep_the_numbers_already_known(self, provision):
        pupil = a_pupil("Ola Reed", provision=provision, placed=False, upn="V889460022500")
        known = Contact.objects.get(pupil=pupil)
        rows = [
            f"V889460022500,Reed,Ola,{known.name},Mother,07700 900777,ines@example.org,",
            "V889460022500,Reed,Ola,Jo Marsh,Aunt,07700 900778,,",
        ]
        done = come_in(provision, Kind.CONTACTS, self.COLUMNS, *rows)
        assert done.words == ("1 contact added", "1 contact changed", "1 pupil unchanged")
        assert known.numbers.count() == 2 and pupil.contacts.count() == 2

    def test_may_have_two_numbers_in_one_cell(self, provision):
        a_pupil("Ola Reed", provision=provision, placed=False, upn="V889460022500")
        row = "V889460022500,Reed,Ola,Jo Marsh,Aunt,07700 900778; 07700 900779 (nights),,"
        come_in(provision, Kind.CONTACTS, self.COLUMNS, row)
        numbers = Contact.objects.get(name="Jo Marsh").numbers.values_list("number", "note")
        assert list(numbers) == [("+447700900778", ""), ("+447700900779", "nights")]

    def test_with_a_warning_are_asked_about_before_anybody_is_marked(self, provision):
        a_pupil("Ola Reed", provision=provision, placed=False, upn="V889460022500")
        row = "V889460022500,Reed,Ola,Carl Reed,Father,07700 900777,,Court order of 3 May"
        with pytest.raises(StillOpen):
            come_in(provision, Kind.CONTACTS, self.COLUMNS, row)

    def test_of_a_pupil_nobody_can_name_stay_out(self, provision):
        row = "V889460022500,,,Carl Reed,Father,07700 900777,,"
        done = come_in(provision, Kind.CONTACTS, self.COLUMNS, row, answers={"pupil-not-here@*": "leave-out"})
        assert done.left_out == (2,) and not Contact.objects.exists()


class TestSchools:
    COLUMNS = "School,Type,URN,Absence Email,Telephone,Named person,Job,Person email"

    def test_come_in_with_the_people_at_them(self, provision):
        done = come_in(
            provision,
            Kind.COMMISSIONERS,
            self.COLUMNS,
            "Netherfold Academy,School,123456,absence@netherfold.example,01632 960111,Dana Fell,Head of year,",
            "Netherfold Academy,,,,,Sam Okoro,Attendance officer,",
            "Ravensmoor Council,,,,,,,",
        )
        school = Commissioner.objects.get(name="Netherfold Academy")
        assert (school.urn, school.phone) == ("123456", "+441632960111")
        assert LinkPerson.objects.filter(commissioner=school).count() == 2
        assert Commissioner.objects.get(name="Ravensmoor Council").kind == "council"
        assert done.words == ("2 schools and councils added",)

    def test_come_in_a_second_time_without_a_change(self, provision):
        row = "Netherfold Academy,School,123456,absence@netherfold.example,01632 960111,Dana Fell,Head of year,"
        come_in(provision, Kind.COMMISSIONERS, self.COLUMNS, row)
        assert come_in(provision, Kind.COMMISSIONERS, self.COLUMNS, row).changed_nothing

    def test_spelt_another_way_are_joined_only_if_a_person_says_so(self, provision):
        a_commissioner(provision, name="Netherfold Academy")
        row = "Netherfold Acad.,,,,01632 960111,,,"
        with pytest.raises(StillOpen):
            come_in(provision, Kind.COMMISSIONERS, self.COLUMNS, row)
        come_in(provision, Kind.COMMISSIONERS, self.COLUMNS, row, answers={"school-spelling@*": "join"})
        assert Commissioner.objects.get().phone == "+441632960111"


class TestPlacements:
    def test_take_the_days_from_columns(self, provision, group):
        a_pupil("Ola Reed", provision=provision, placed=False, upn="V889460022500")
        a_commissioner(provision, name="Netherfold Academy")
        rows = (
            "UPN,School,Start,End,Mon,Tue,Wed,Thu,Fri,Group",
            "V889460022500,Netherfold Academy,07/09/2026,,AM PM,AM,,x,pm,Forge",
        )
        with pytest.raises(StillOpen) as waits:
            come_in(provision, Kind.PLACEMENTS, *rows)
        assert "Mon, Tue morning, Thu, Fri afternoon" in waits.value.problems[0].what
        come_in(provision, Kind.PLACEMENTS, *rows, answers={"pattern@*": "confirm"})
        week = [f"{slot.weekday}{slot.session}" for slot in Slot.objects.order_by("weekday", "session")]
        assert week == ["1AM", "1PM", "2AM", "4AM", "4PM", "5PM"]
        assert come_in(provision, Kind.PLACEMENTS, *rows).changed_nothing

    def test_of_pupils_who_are_not_here_stay_out(self, provision, group):
        with pytest.raises(StillOpen) as waits:
            come_in(provision, Kind.PLACEMENTS, "UPN,School,Start", "V889460022500,Netherfold Academy,07/09/2026")
        assert "is not a pupil here" in waits.value.problems[0].what

    def test_with_a_new_end_change_the_placement_that_is_here(self, provision, group):
        pupil = a_pupil("Ola Reed", group=group, upn="V889460022500")
        school = Placement.objects.get(pupil=pupil).commissioner.name
        done = come_in(
            provision, Kind.PLACEMENTS, "UPN,School,Start,End", f"V889460022500,{school},02/09/2024,18/12/2026"
        )
        assert str(Placement.objects.get().ends_on) == "2026-12-18" and "1 placement changed" in done.words

    def test_keep_days_as_a_note_until_there_is_a_group(self, provision):
        a_pupil("Ola Reed", provision=provision, placed=False, upn="V889460022500")
        a_commissioner(provision, name="Netherfold Academy")
        come_in(
            provision,
            Kind.PLACEMENTS,
            "UPN,School,Start,Days",
            "V889460022500,Netherfold Academy,07/09/2026,Mon/Wed",
        )
        assert Placement.objects.get().note == "Days in the file: Mon/Wed" and not Slot.objects.exists()


class TestCalendars:
    ROWS = (
        "Type,Name,From,To",
        "Term,Autumn,01/09/2027,17/12/2027",
        "Half term,Autumn half-term,25 Oct 2027,29 Oct 2027",
        "INSET,Staff day,2027-09-01,",
        ",Closed for the election,4 May 2028,4 May 2028",
    )

    def test_bring_terms_with_their_half_terms_and_closures(self, provision):
        come_in(provision, Kind.CALENDARS, *self.ROWS)
        term = Term.objects.get(name="Autumn")
        assert (str(term.break_starts_on), str(term.break_ends_on)) == ("2027-10-25", "2027-10-29")
        assert list(ClosedDay.objects.values_list("kind", "name")) == [
            ("inset", "Staff day"),
            ("closure", "Closed for the election"),
        ]

    def test_change_nothing_a_second_time(self, provision):
        come_in(provision, Kind.CALENDARS, *self.ROWS)
        assert come_in(provision, Kind.CALENDARS, *self.ROWS).changed_nothing

    @pytest.mark.parametrize(
        ("row", "says"),
        [
            ("Term,Autumn,31/09/2027,17/12/2027", "is not a day of the calendar"),
            ("Term,Autumn,17/12/2027,01/09/2027", "is before the first"),
            ("Term,Autumn,01/09/2026,17/12/2026", "share days"),
            ("Half term,October,25/10/2031,29/10/2031", "lies inside no term"),
        ],
    )
    def test_refuse_days_that_cannot_be(self, provision, row, says):
        with pytest.raises(StillOpen) as waits:
            come_in(provision, Kind.CALENDARS, self.ROWS[0], row)
        assert says in str(waits.value.problems[0])

    def test_ask_what_a_row_is_that_does_not_say(self, provision):
        with pytest.raises(StillOpen) as waits:
            come_in(provision, Kind.CALENDARS, "Name,From", "Sports day,04/05/2028")
        assert waits.value.problems[0].code == "calendar-kind"


def pupil_group(pupil):
    return Slot.objects.filter(placement__pupil=pupil).first().group_id


class TestPastRegisters:
    COLUMNS = "UPN,Date,Session,Code"
    UPN = "V889460022500"

    @pytest.fixture
    def pupil(self, group):
        return a_pupil("Ola Reed", group=group, upn=self.UPN, year_group=10)

    def marks(self, provision, *rows, list_of="national", **answers):
        lines = [f"{self.UPN},{row}" for row in rows]
        return come_in(provision, Kind.MARKS, self.COLUMNS, *lines, answers={"code-set@*": list_of} | answers)

    def test_come_in_as_marks_and_open_no_duty(self, provision, pupil):
        done = self.marks(provision, "02/11/2026,AM,/", "02/11/2026,PM,N", "03/11/2026,AM,O")
        assert done.words == ("3 marks added",) and Mark.objects.count() == 3 and not Duty.objects.exists()
        assert {line.placement for line in RegisterLine.objects.all()} == {pupil.placements.get()}

    def test_ask_which_list_of_codes_they_are_written_with(self, provision, pupil):
        with pytest.raises(StillOpen) as waits:
            come_in(provision, Kind.MARKS, self.COLUMNS, f"{self.UPN},02/11/2026,AM,/")
        assert [each.code for each in waits.value.problems] == ["code-set"]

    def test_of_before_the_change_are_read_with_the_list_of_their_day(self, provision, pupil):
        self.marks(provision, "01/07/2024,AM,H", "02/11/2026,AM,/", **{"group@*": f"is-{pupil_group(pupil)}"})
        sets = RegisterLine.objects.order_by("register__on").values_list("register__code_set", flat=True)
        assert list(sets) == ["england-2006", "england-2024"]

    def test_take_a_retired_code_and_flag_it(self, provision, pupil):
        from firstbell.exchange.queries import plan_of
        from firstbell.exchange.tests.files import source

        content = csv_of(self.COLUMNS, f"{self.UPN},02/11/2026,AM,H")
        read = source("file.csv", content, Kind.MARKS)
        plan, _ = plan_of(read, {"code-set@*": "national"}, provision.pk, date(2026, 11, 23))
        assert [(each.code, each.weight) for each in plan.problems if each.code == "code-retired"] == [
            ("code-retired", "warn")
        ]
        self.marks(provision, "02/11/2026,AM,H")
        assert Mark.objects.get().code_key == "H"

    def test_ask_what_a_bare_s_of_the_printed_list_means(self, provision, pupil):
        with pytest.raises(StillOpen) as waits:
            self.marks(provision, "02/11/2026,AM,S", "03/11/2026,AM,S", list_of="stepping-stones")
        found = waits.value.problems[0]
        assert found.rows == (2, 3) and {"S#1", "S#2"} <= {choice.key for choice in found.choices}
        self.marks(provision, "02/11/2026,AM,S", list_of="stepping-stones", **{"code-two-meanings@*": "S#1"})
        assert Mark.objects.get().code_key == "S#1"

    def test_ask_about_study_leave_of_somebody_who_sits_no_exam(self, provision, pupil):
        with pytest.raises(StillOpen) as waits:
            self.marks(provision, "02/11/2026,AM,S")
        assert waits.value.problems[0].code == "code-two-meanings"

    def test_change_nothing_a_second_time(self, provision, pupil):
        self.marks(provision, "02/11/2026,AM,/")
        assert self.marks(provision, "02/11/2026,AM,/").changed_nothing

    @pytest.mark.parametrize(
        ("row", "says"),
        [
            ("31/02/2026,AM,/", "is not a day of the calendar"),
            ("02/11/2027,AM,/", "is still to come"),
            ("02/11/2026,evening,/", "is neither AM nor PM"),
            ("02/11/2026,AM,qq", "is not a code of"),
        ],
    )
    def test_refuse_what_cannot_be_read(self, provision, pupil, row, says):
        with pytest.raises(StillOpen) as waits:
            self.marks(provision, row)
        assert says in str(waits.value.problems[0])

    def test_never_change_a_mark_that_stands(self, provision, pupil):
        self.marks(provision, "02/11/2026,AM,/")
        with pytest.raises(StillOpen) as waits:
            self.marks(provision, "02/11/2026,AM,O")
        assert "amend" in waits.value.problems[0].do
        done = self.marks(provision, "02/11/2026,AM,O", "03/11/2026,AM,/", **{"mark-differs@*": "leave-out"})
        assert done.left_out == (2,) and Mark.objects.count() == 2

    def test_refuse_one_session_with_two_marks(self, provision, pupil):
        with pytest.raises(StillOpen) as waits:
            self.marks(provision, "02/11/2026,AM,/", "02/11/2026,AM,O")
        assert "stands in row 2 too" in waits.value.problems[0].what
