"""Telephone numbers as offices type them."""

from __future__ import annotations

import pytest

from firstbell.provisions.phones import PhoneNotRead, read_phone, shown


class TestReadingANumber:
    @pytest.mark.parametrize(
        "typed",
        ["07700 900123", "07700-900-123", "+44 7700 900123", "+44 (0)7700 900123", "7700900123", "00447700900123"],
    )
    def test_takes_it_as_people_write_it(self, typed):
        assert read_phone(typed) == "+447700900123"

    def test_takes_a_number_of_another_country(self):
        assert read_phone("+48 601 234 567") == "+48601234567"

    def test_offers_the_number_behind_a_letter_typed_for_a_digit(self):
        with pytest.raises(PhoneNotRead, match="Did you mean 07700 900123?") as refusal:
            read_phone("0770O 900123")
        assert refusal.value.mended == "+447700900123"

    @pytest.mark.parametrize("typed", ["07700 9001", "077009001234", "mum's work", "07700 900123 ext 4"])
    def test_refuses_what_cannot_be_dialled(self, typed):
        with pytest.raises(PhoneNotRead):
            read_phone(typed)


class TestShowingANumber:
    def test_of_this_country_is_as_it_is_dialled_here(self):
        assert shown("+441632960100") == "01632 960100"

    def test_of_another_country_keeps_its_country(self):
        assert shown("+48601234567") == "+48 601 234 567"
