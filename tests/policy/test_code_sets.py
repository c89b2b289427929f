"""The shipped code sets: dated data, complete, and consistent with how codes count."""

from datetime import date

import pytest

from firstbell.domain.codes import DECIDE, Category, CodeNotValidOn, Meaning, UnknownCode
from firstbell.policy import (
    NoCodeSetOn,
    UnknownCodeSet,
    code_set_names,
    load_code_set,
    national_code,
    national_on,
)

CHANGE = date(2024, 8, 19)
EVERY_CODE = [(name, code) for name in code_set_names() for code in load_code_set(name)]
MEANINGS = {
    Category.ATTENDING: {Meaning.PRESENT},
    Category.APPROVED_EDUCATIONAL_ACTIVITY: {Meaning.APPROVED_ACTIVITY},
    Category.AUTHORISED_ABSENCE: {Meaning.ABSENT},
    Category.UNAUTHORISED_ABSENCE: {Meaning.ABSENT},
    Category.NOT_POSSIBLE: {Meaning.NOT_COUNTED, Meaning.UNABLE_TO_ATTEND},
}
AUTHORISED = {Category.AUTHORISED_ABSENCE: True, Category.UNAUTHORISED_ABSENCE: False}


class TestWhatIsShipped:
    @pytest.mark.parametrize(("name", "count"), [("england-2006", 26), ("england-2024", 34), ("stepping-stones", 21)])
    def test_every_row_is_there(self, name, count):
        assert len(load_code_set(name)) == count

    def test_another_name_is_refused_with_those_there_are(self):
        with pytest.raises(UnknownCodeSet, match="Use one of england-2006, england-2024, stepping-stones"):
            load_code_set("england-1995")

    @pytest.mark.parametrize(("name", "code"), EVERY_CODE, ids=lambda value: getattr(value, "key", value))
    def test_how_a_code_counts_follows_from_its_category(self, name, code):
        assert code.meaning in MEANINGS[code.category]
        assert code.counts_as_possible == (code.category is not Category.NOT_POSSIBLE)
        assert code.counts_as_present == (code.category in (Category.ATTENDING, Category.APPROVED_EDUCATIONAL_ACTIVITY))
        assert code.authorised == AUTHORISED.get(code.category)

    @pytest.mark.parametrize(("name", "code"), EVERY_CODE, ids=lambda value: getattr(value, "key", value))
    def test_every_code_maps_to_a_national_code_or_to_a_persons_decision(self, name, code):
        assert code.national == DECIDE or code.national in load_code_set("england-2024")
        assert code.national_2006 in ("", DECIDE) or code.national_2006 in load_code_set("england-2006")


class TestAsOfADay:
    @pytest.mark.parametrize(
        ("day", "name", "count"),
        [
            (date(2006, 9, 1), "england-2006", 26),
            (date(2013, 8, 31), "england-2006", 26),
            (date(2013, 9, 1), "england-2006", 25),
            (date(2024, 8, 18), "england-2006", 25),
            (CHANGE, "england-2024", 34),
            (date(2026, 11, 23), "england-2024", 34),
        ],
    )
    def test_the_codes_in_force(self, day, name, count):
        assert (national_on(day).name, len(national_on(day))) == (name, count)

    def test_a_day_before_every_set_is_refused(self):
        with pytest.raises(NoCodeSetOn, match="for 31 August 2006"):
            national_on(date(2006, 8, 31))


class TestRetiredCodes:
    @pytest.mark.parametrize(
        ("key", "successor"),
        [
            ("F", "C if leave was granted, else G"),
            ("H", "C if leave was granted, else G"),
            ("J", "J1"),
            ("Y", "Y1 to Y7"),
        ],
    )
    def test_each_names_its_successor(self, key, successor):
        with pytest.raises(CodeNotValidOn, match=successor):
            national_on(CHANGE).read(key, CHANGE)

    def test_f_ended_with_the_holiday_rule_of_2013(self):
        last, next_day = date(2013, 8, 31), date(2013, 9, 1)
        assert national_on(last).read("F", last).authorised is True
        with pytest.raises(CodeNotValidOn, match="ended on 31 August 2013"):
            national_on(next_day).read("F", next_day)

    def test_a_new_code_says_when_it_began(self):
        day = date(2024, 8, 18)
        with pytest.raises(CodeNotValidOn, match="began on 19 August 2024"):
            national_on(day).read("K", day)

    def test_a_retired_code_is_never_offered(self):
        assert {"F", "H", "J", "Y"}.isdisjoint(code.key for code in national_on(CHANGE))

    def test_a_letter_that_was_never_a_code_is_unknown(self):
        with pytest.raises(UnknownCode):
            national_on(CHANGE).read("A", CHANGE)


class TestTheCodesOfSteppingStonesInNationalTerms:
    printed = load_code_set("stepping-stones")

    @pytest.mark.parametrize("key", ["S#1", "H"])
    def test_a_person_decides_what_no_table_can(self, key):
        assert national_code(self.printed.get(key), CHANGE) is None

    def test_an_agreed_holiday_was_h_while_there_was_an_h(self):
        national = national_code(self.printed.get("H"), date(2024, 7, 19))
        assert national is not None and national.key == "H"

    @pytest.mark.parametrize("day", [date(2024, 7, 19), CHANGE])
    def test_every_other_row_has_a_national_code_on_both_sides_of_the_change(self, day):
        others = [code for code in self.printed if code.key not in ("S#1", "H")]
        assert all(national_code(code, day) for code in others)
