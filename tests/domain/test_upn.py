import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.domain.upn import LETTERS, UpnCheckLetterWrong, UpnMisshapen, check_letter, check_upn


class TestTheCheckLetter:
    @pytest.mark.parametrize(
        "upn",
        ["X380400021100", "V380400121101", "T380400221102", "F341478120301", "L341478020302", "V889460022500"],
    )
    def test_a_number_as_schools_send_it_is_taken(self, upn):
        assert check_upn(upn).value == upn

    def test_a_letter_that_does_not_fit_is_refused_and_the_fitting_one_named(self):
        with pytest.raises(UpnCheckLetterWrong, match="they give P") as refusal:
            check_upn("A380400021103")
        assert refusal.value.expected == "P"

    @given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
    def test_one_wrong_digit_is_always_found(self, digits, place, change):
        wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
        assert check_letter(digits) != check_letter(wrong)

    @given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 10))
    def test_two_neighbours_that_changed_places_are_always_found(self, digits, place):
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        assert digits == swapped or check_letter(digits) != check_letter(swapped)


class TestItsShape:
    def test_lower_case_and_blanks_are_put_right(self):
        assert check_upn(" f341478 120301 ").value == "F341478120301"

    @pytest.mark.parametrize(
        "text", ["", "X38040002110", "X3804000211000", "X38040002110O", "1380400021100", "S380400021100"]
    )
    def test_anything_else_is_refused_with_what_to_do(self, text):
        with pytest.raises(UpnMisshapen, match="leave it empty until the school sends it"):
            check_upn(text)

    @given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from(LETTERS))
    def test_a_temporary_one_ends_in_a_letter(self, digits, last):
        assert check_upn(check_letter(digits + last) + digits + last).is_temporary

    def test_an_ordinary_one_does_not(self):
        assert not check_upn("X380400021100").is_temporary
