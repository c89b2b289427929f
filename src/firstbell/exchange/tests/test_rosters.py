"""Each thing that offices' rosters have on purpose is met as a person would want it met."""

from __future__ import annotations

import pytest

from firstbell.exchange.plan import Weight
from firstbell.exchange.tests.files import (
    ARBOR,
    BROMCOM,
    HANDMADE,
    SETTLED,
    SIMS,
    bring_in,
    planned,
    problem,
    source,
)
from firstbell.people.models import Contact, PhoneNumber, Pupil
from firstbell.placements.models import Commissioner, Placement
from tests.builders import a_group, a_provision, a_site


def step(plan, row):
    return next(each for each in plan.steps if each.row == row)


class TestASchoolSystemsReport:
    @pytest.fixture
    def plan(self):
        return planned(SIMS)

    def test_is_read_in_the_letters_it_was_written_in(self, plan):
        assert step(plan, 8).facts.legal_first_name == "Anaïs"
        assert step(plan, 15).facts.legal_last_name == "Wójcik"

    def test_asks_whether_to_keep_a_upn_whose_check_letter_is_wrong(self, plan):
        found = problem(plan, "upn-check-letter", 5)
        assert found.weight is Weight.ASK and "P" in found.what
        kept = step(planned(SIMS, {found.key: "keep"}), 5).facts
        assert (kept.upn, kept.upn_unchecked) == ("A380400021103", True)
        assert step(planned(SIMS, {found.key: "without"}), 5).facts.upn == ""

    def test_refuses_the_row_whose_birth_date_is_no_day(self, plan):
        found = problem(plan, "birth-date", 7)
        assert found.weight is Weight.REFUSE and found.said == "31/02/2012"
        assert [choice.key for choice in found.choices] == ["leave-out"]
        assert 7 not in [each.row for each in plan.steps]

    def test_refuses_both_pupils_of_one_upn_until_it_is_settled(self, plan):
        found = problem(plan, "upn-shared")
        assert (found.weight, found.rows) == (Weight.REFUSE, (9, 10)) and found.is_open
        settled = planned(SIMS, {found.key: "row-10"})
        assert step(settled, 9).facts.upn == "" and step(settled, 10).facts.upn == "E380400121107"
        assert {9, 10} <= set(planned(SIMS, {found.key: "leave-out"}).left_out)

    def test_asks_who_is_rung_first_where_both_contacts_are(self, plan):
        found = problem(plan, "priority", 11)
        chosen = step(planned(SIMS, {found.key: "first-2"}), 11)
        assert [contact.facts.name for contact in chosen.contacts] == ["Noor Okonkwo", "Oisín Schofield"]

    def test_accepts_a_pupil_without_a_upn_and_says_so(self, plan):
        assert problem(plan, "no-upn", 13).weight is Weight.WARN
        assert step(plan, 13).facts.upn == ""

    def test_offers_the_number_mended_where_a_letter_o_stands_for_a_nought(self, plan):
        found = problem(plan, "phone", 14)
        assert "07700 900456" in found.choices[0].words and found.is_open
        mended = step(planned(SIMS, {found.key: "mend"}), 14).contacts[0].facts
        assert [each.number for each in mended.numbers] == ["+447700900456"]
        kept = step(planned(SIMS, {found.key: "note"}), 14).contacts[0].facts
        assert kept.numbers == () and "O7700 9OO456" in kept.note

    @pytest.mark.parametrize(("row", "number"), [(15, "+447700900321"), (16, "+447700900654")])
    def test_puts_a_number_right_that_a_spreadsheet_or_a_form_changed(self, plan, row, number):
        assert step(plan, row).contacts[0].facts.numbers[0].number == number

    def test_keeps_a_formula_as_text_and_says_so(self, plan):
        formula = '=HYPERLINK("http://example.org","Mum")'
        assert step(plan, 17).contacts[0].facts.name == formula
        assert problem(plan, "name-doubt", 17).said == formula

    def test_takes_blanks_around_a_name_away(self, plan):
        assert step(plan, 18).facts.legal_first_name == "Kacper"

    def test_warns_of_a_year_that_does_not_fit_the_birth_date(self, plan):
        found = problem(plan, "year-doubt", 19)
        assert found.weight is Weight.WARN and "Year 13" in found.what and "Year 8" in found.what
        assert step(plan, 19).facts.year_group == 13

    def test_brings_two_pupils_of_one_name_in_as_two_people(self, plan):
        names = {step(plan, row).name for row in (22, 23)}
        assert names == {"Yusuf Ahmed"} and problem(plan, "same-name", 23).weight is Weight.WARN

    def test_warns_of_a_letter_that_was_lost_on_the_way(self, plan):
        assert problem(plan, "name-doubt", 26).said == "Zaj?c"

    def test_takes_neither_the_blank_line_nor_the_total_for_a_pupil(self, plan):
        assert source(SIMS).table.left_out == ((29, "a closing line: Total pupils: 26"),)
        assert len(plan.steps) == 25

    def test_recognises_every_column(self):
        assert source(SIMS).columns.unknown == ()

    def test_leaves_nothing_open_once_the_office_has_answered(self):
        assert planned(SIMS, SETTLED[SIMS]).open == ()


class TestAnotherSystemsReport:
    @pytest.fixture
    def plan(self):
        return planned(ARBOR)

    def test_reads_dates_in_words(self, plan):
        assert f"{step(plan, 2).facts.born_on}" == "2012-04-19"

    def test_writes_a_lower_case_upn_in_capitals(self, plan):
        assert step(plan, 6).facts.upn == "P341478020304"

    def test_reads_y10_and_9_alike(self, plan):
        assert [step(plan, row).facts.year_group for row in (2, 3)] == [10, 9]

    def test_keeps_what_stands_behind_a_number_as_its_note(self, plan):
        number = step(plan, 8).contacts[0].facts.numbers[0]
        assert (number.number, number.note) == ("+447700900159", "after 3pm")

    def test_offers_the_address_mended_that_has_a_comma(self, plan):
        found = problem(plan, "email", 9)
        assert "parent7@example.net" in found.choices[0].words
        assert step(planned(ARBOR, {found.key: "mend"}), 9).contacts[0].facts.email == "parent7@example.net"

    @pytest.mark.parametrize(("row", "name"), [(5, "Zofia Kowalczyk"), (11, "Declan Lennon")])
    def test_never_rings_whom_it_says_not_to_contact(self, row, name):
        marked = step(planned(ARBOR, SETTLED[ARBOR]), row).contacts
        assert [(each.facts.name, each.facts.warning) for each in marked if each.facts.safety == "never"] == [
            (name, "Do not contact Guardian 2")
        ]

    def test_asks_before_anybody_is_marked_as_never_to_be_rung(self, plan):
        assert {row for each in plan.open if each.code == "contact-warning" for row in each.rows} == {5, 11}

    def test_keeps_what_is_believed_about_the_language_as_it_is_written(self, plan):
        assert step(plan, 6).facts.language == "Believed to be English"

    def test_ticks_whom_the_pupil_lives_with(self, plan):
        assert [each.facts.lives_with for each in step(plan, 2).contacts] == [True, False]


class TestOneRowForEachContact:
    @pytest.fixture
    def plan(self):
        return planned(BROMCOM, {"pupil-not-here@*": "add"})

    def test_gathers_the_contacts_of_a_pupil_who_stands_in_many_rows(self, plan):
        assert len(plan.steps) == 14
        assert [each.facts.name for each in step(plan, 8).contacts] == [
            "Leo Baptiste",
            "Teagan Zając",
            "Oisín Costello",
            "Daisy Mokoena",
        ]

    def test_asks_who_is_first_where_a_pupil_has_no_priorities(self, plan):
        assert [each.rows for each in plan.open if each.code == "priority"] == [(13,)]

    def test_keeps_who_has_no_parental_responsibility(self, plan):
        assert [each.facts.parental_responsibility for each in step(plan, 5).contacts] == [True, True, False]

    def test_keeps_mobile_and_home_numbers_apart(self, plan):
        numbers = step(plan, 2).contacts[0].facts.numbers
        assert [(each.number, each.kind) for each in numbers] == [
            ("+447700900105", "mobile"),
            ("+441632960462", "home"),
        ]

    def test_asks_once_whether_to_add_pupils_who_are_not_here(self):
        found = problem(planned(BROMCOM), "pupil-not-here")
        assert len(found.rows) == 33 and found.is_open


class TestTheOfficesOwnSheet:
    @pytest.fixture
    def plan(self):
        return planned(HANDMADE, SETTLED[HANDMADE] | {"group@*": "is-7"})

    def test_finds_the_header_below_the_titles_and_leaves_the_rest_out(self):
        table = source(HANDMADE).table
        assert table.header_row == 4 and table.other_sheets == ("old DO NOT USE",)
        assert [row for row, _ in table.left_out] == [1, 2, 20] and len(table.rows) == 12

    def test_reads_names_both_ways_round(self, plan):
        assert [step(plan, row).name for row in (5, 6)] == ["Tyrese Qureshi", "Farrah Mbeki"]

    def test_reads_dates_that_are_dates_and_dates_that_are_text(self, plan):
        assert [f"{step(plan, row).facts.born_on}" for row in (5, 6)] == ["2012-12-04", "2014-12-03"]

    def test_asks_about_a_first_day_without_a_year(self):
        found = problem(planned(HANDMADE), "start-without-year")
        assert found.said == "7th Sept" and "7 September 2026" in found.choices[0].words

    def test_offers_to_join_one_school_spelt_two_ways(self, plan):
        found = problem(planned(HANDMADE), "school-spelling")
        assert (found.said, found.rows) == ("Netherfold Acad.", (6, 10, 15))
        assert [each.name for each in plan.schools] == [
            "Netherfold Academy",
            "Tollgate Park",
            "Ravensmoor Council (EOTAS)",
        ]

    def test_keeps_two_spellings_as_two_schools_if_a_person_says_so(self):
        answers = SETTLED[HANDMADE] | {"group@*": "is-7", "school-spelling@*": "school"}
        assert "Netherfold Acad." in [each.name for each in planned(HANDMADE, answers).schools]

    def test_reads_two_contacts_from_one_cell_and_has_them_confirmed(self, plan):
        found = problem(planned(HANDMADE), "who-to-ring", 6)
        assert found.is_open and "Dad: 07700 900458, then Nan: 01632 960519" in found.what
        assert [each.facts.relationship for each in step(plan, 6).contacts] == ["Dad", "Nan"]

    def test_keeps_that_somebody_is_only_to_be_texted(self, plan):
        contact = step(plan, 8).contacts[0].facts
        assert (contact.channel, contact.note) == ("text", "Text only")

    @pytest.mark.parametrize(
        ("row", "week"),
        [
            (5, "Mon, Tue, Wed, Thu, Fri, 09:00 to 15:00"),
            (7, "Mon, Wed, Fri, 10:00 to 14:00"),
            (8, "Tue morning, Thu morning"),
            (10, "Mon morning, Wed, 09:00 to 15:00"),
            (11, "Thu afternoon, 12:45 to 15:00"),
            (13, "Mon, Tue, Wed, Thu, 09:00 to 14:30"),
        ],
    )
    def test_proposes_a_week_for_days_and_times_in_words(self, plan, row, week):
        assert step(plan, row).placement.week_words == week

    def test_confirms_every_week_it_has_read(self):
        asked = [row for each in planned(HANDMADE).open if each.code.startswith("pattern") for row in each.rows]
        assert sorted(asked) == [5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17]

    def test_guesses_no_week_from_tbc(self, plan):
        placement = step(plan, 16).placement
        assert placement.week is None and "tbc" in placement.note

    def test_keeps_words_that_say_more_than_the_week_holds(self, plan):
        assert "10-2 until half term" in step(plan, 15).placement.note

    def test_keeps_an_end_that_is_no_day_as_a_note(self, plan):
        placement = step(plan, 5).placement
        assert placement.ends_on is None and "review xmas" in placement.note

    def test_raises_no_contact_with_dad_as_a_warning_to_confirm(self, plan):
        found = problem(planned(HANDMADE), "contact-warning", 7)
        assert found.said == "no contact with dad!!" and found.is_open
        dad = step(plan, 7).contacts[-1].facts
        assert (dad.relationship, dad.safety, dad.warning) == ("Dad", "never", "no contact with dad!!")

    def test_asks_how_a_pupil_travels_only_where_the_words_do_not_say(self):
        assert [each.said for each in planned(HANDMADE).open if each.code == "travel"] == ["Kestrel Cars"]


@pytest.mark.django_db
class TestBroughtIn:
    @pytest.fixture
    def provision(self):
        provision = a_provision()
        a_group(a_site(provision), "Forge")
        return provision

    @pytest.mark.parametrize(
        ("name", "pupils", "contacts"), [(SIMS, 25, 50), (ARBOR, 22, 30), (BROMCOM, 14, 33), (HANDMADE, 12, 16)]
    )
    def test_each_roster_loses_nothing(self, provision, name, pupils, contacts):
        bring_in(provision.pk, name)
        assert Pupil.objects.filter(provision=provision).count() == pupils
        assert Contact.objects.filter(pupil__provision=provision).count() == contacts

    @pytest.mark.parametrize("name", [SIMS, ARBOR, BROMCOM, HANDMADE])
    def test_a_second_time_changes_nothing_and_says_so(self, provision, name):
        bring_in(provision.pk, name)
        before = everything(provision)
        again = bring_in(provision.pk, name)
        assert again.changed_nothing, again.words
        assert everything(provision) == before

    def test_all_four_stand_side_by_side(self, provision):
        for name in (SIMS, ARBOR, BROMCOM, HANDMADE):
            bring_in(provision.pk, name)
        assert Pupil.objects.filter(provision=provision).count() == 25 + 22 + 14 + 12

    def test_places_pupils_with_their_schools_and_weeks(self, provision):
        bring_in(provision.pk, HANDMADE)
        placement = Placement.objects.get(pupil__legal_first_name="Saoirse")
        assert (placement.commissioner.name, str(placement.starts_on)) == ("Tollgate Park", "2026-09-07")
        assert [(s.weekday, s.session, s.starts_time and f"{s.starts_time:%H:%M}") for s in placement.slots.all()][
            :2
        ] == [(1, "AM", "10:00"), (1, "PM", None)]
        council = Commissioner.objects.get(name__startswith="Ravensmoor")
        assert council.kind == "council" and council.placements.first().registration == "la_arranged"

    def test_numbers_are_stored_ready_to_dial(self, provision):
        bring_in(provision.pk, SIMS)
        assert PhoneNumber.objects.filter(number="+447700900456").exists()
        assert not PhoneNumber.objects.exclude(number__startswith="+44").exists()


def everything(provision):
    """Every row an import of pupils may touch."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Pupil, Contact, PhoneNumber, Commissioner, Placement, Placement.slots.rel.related_model)
    ]
