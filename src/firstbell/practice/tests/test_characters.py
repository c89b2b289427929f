"""The pupils whom every practice morning has."""

import pytest

from firstbell.practice import characters
from firstbell.practice.characters import characters_of

BOTH = pytest.mark.parametrize("is_second", [False, True])


class TestThePupilsToMeet:
    @BOTH
    def test_two_have_the_same_name_as_it_is_shown(self, is_second):
        first, second = (characters_of(is_second)[number] for number in characters.SAME_NAME)
        assert first.preferred_first_name == second.preferred_first_name and first.last_name == second.last_name
        assert first.first_name != second.first_name and first.group == second.group

    @BOTH
    def test_whoever_must_never_be_rung_is_first_on_the_list_and_not_alone(self, is_second):
        family = characters_of(is_second)[characters.NEVER_RING].family
        assert [bool(each.warning) for each in family] == [True, False]

    @BOTH
    def test_there_is_one_at_risk_one_in_a_taxi_and_one_whose_mother_is_texted(self, is_second):
        found = characters_of(is_second)
        assert found[characters.AT_RISK].flag[0] == "risk"
        assert found[characters.TAXI].travel[0] == "taxi"
        assert found[characters.TEXTS].family[0].channel == "text"

    @BOTH
    def test_one_mother_speaks_polish_and_one_urdu(self, is_second):
        found = characters_of(is_second)
        assert found[characters.POLISH].family[0].language == "Polish"
        assert found[characters.URDU].family[0].language == "Urdu"

    def test_no_name_is_in_both_provisions(self):
        names = [{(each.first_name, each.last_name) for each in characters_of(which).values()} for which in (0, 1)]
        assert not names[0] & names[1]
