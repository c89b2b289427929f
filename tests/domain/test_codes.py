from datetime import date

import pytest

from firstbell.domain.codes import (
    AmbiguousCode,
    Category,
    Code,
    CodeNotValidOn,
    CodeSet,
    KeyUsedTwice,
    Meaning,
    UnknownCode,
)


def a_code(symbol: str, key: str = "", national: str = "", **changes) -> Code:
    """An authorised absence, unless told otherwise."""
    values = {
        "description": f"Meaning of {key or symbol}",
        "meaning": Meaning.ABSENT,
        "category": Category.AUTHORISED_ABSENCE,
        "effective_from": None,
        "effective_to": None,
        "counts_as_possible": True,
        "counts_as_present": False,
        "authorised": True,
    }
    return Code(code=symbol, key=key or symbol, national=national or symbol, **{**values, **changes})


SUSPENDED = a_code("S", "S#1", national="decide", description="Suspended")
STUDY_LEAVE = a_code("S", "S#2", national="S", description="Study leave")
HOLIDAY = a_code("H", effective_to=date(2024, 8, 18), successor="C if leave was granted, else G")
PART_TIME = a_code("C2", effective_from=date(2024, 8, 19))
PRINTED = CodeSet("printed", (SUSPENDED, STUDY_LEAVE, HOLIDAY, PART_TIME))


class TestOneSymbolTwoMeanings:
    def test_both_meanings_are_offered_for_the_symbol(self):
        assert PRINTED.by_symbol("S", date(2026, 1, 5)) == [SUSPENDED, STUDY_LEAVE]

    def test_each_key_gives_its_own_meaning(self):
        assert [PRINTED.get("S#1"), PRINTED.get("S#2")] == [SUSPENDED, STUDY_LEAVE]

    def test_the_bare_symbol_is_asked_about_and_never_guessed(self):
        with pytest.raises(AmbiguousCode, match=r"Choose S#1 \(Suspended\) or S#2 \(Study leave\)"):
            PRINTED.read("S", date(2026, 1, 5))

    def test_a_set_without_distinct_keys_is_refused(self):
        with pytest.raises(KeyUsedTwice, match="S#1 and S#2"):
            CodeSet("mixed", (a_code("S"), a_code("S")))

    def test_a_set_in_which_one_meaning_keeps_the_bare_symbol_is_refused(self):
        with pytest.raises(KeyUsedTwice):
            CodeSet("mixed", (a_code("S"), a_code("S", "S#2")))


class TestDates:
    def test_the_last_day_of_a_code_is_inside(self):
        assert [HOLIDAY.valid_on(day) for day in (date(2024, 8, 18), date(2024, 8, 19))] == [True, False]

    def test_a_retired_code_names_its_successor(self):
        with pytest.raises(CodeNotValidOn, match="ended on 18 August 2024.*Use C if leave was granted, else G"):
            PRINTED.read("H", date(2024, 8, 19))

    def test_a_code_from_the_future_says_when_it_began(self):
        with pytest.raises(CodeNotValidOn, match="began on 19 August 2024"):
            PRINTED.by_symbol("C2", date(2024, 8, 18))

    def test_the_set_of_a_day_holds_only_that_days_codes(self):
        assert {code.key for code in PRINTED.on(date(2024, 8, 18))} == {"S#1", "S#2", "H"}


class TestUnknown:
    def test_a_letter_that_is_no_code_is_refused_with_what_to_do(self):
        with pytest.raises(UnknownCode, match="'s' is not a code of printed.*letters are capitals"):
            PRINTED.get("s")


class TestWhatACodeSays:
    def test_no_reason_yet_does_not_explain_an_absence(self):
        no_reason = a_code("N", category=Category.UNAUTHORISED_ABSENCE, authorised=False)
        assert (no_reason.awaits_reason, no_reason.explains_absence) == (True, False)

    def test_a_reason_explains_an_absence(self):
        assert a_code("I").explains_absence

    def test_late_after_close_is_an_absence_of_a_pupil_who_is_here(self):
        late = a_code("U", category=Category.UNAUTHORISED_ABSENCE, authorised=False)
        assert (late.is_absence, late.is_late, late.is_here) == (True, True, True)

    def test_an_approved_activity_is_present_and_not_here(self):
        away = a_code(
            "B",
            meaning=Meaning.APPROVED_ACTIVITY,
            category=Category.APPROVED_EDUCATIONAL_ACTIVITY,
            counts_as_present=True,
            authorised=None,
        )
        assert (away.is_present, away.is_here, away.explains_absence) == (True, False, False)
