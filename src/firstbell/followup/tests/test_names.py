"""Names that are easily taken for one another."""

from __future__ import annotations

import pytest

from firstbell.followup.board.names import alike


def mistaken(*names):
    return alike(tuple(enumerate(names))) != frozenset()


class TestTwoNames:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Callum Tarn", "Callum Tarn"),
            ("Callum Tarn", "callum  tarn"),
            ("Callum Tarn", "Calum Tarn"),
            ("Ella Reed", "Elle Reed"),
            ("Zoë Price", "Zoe Price"),
            ("Kieran Ost", "Kieran Sot"),
            ("Anne-Marie Holt", "Anne Marie Holt"),
        ],
    )
    def test_equal_or_one_letter_apart_are_told_apart(self, one, other):
        assert mistaken(one, other)

    @pytest.mark.parametrize(("one", "other"), [("Callum Tarn", "Callum Dunne"), ("Ella Reed", "Emma Reed-Hall")])
    def test_that_differ_stand_as_they_are(self, one, other):
        assert not mistaken(one, other)

    def test_mark_only_the_pair(self):
        assert alike(((1, "Callum Tarn"), (2, "Rhys Cawdell"), (3, "Calum Tarn"))) == {1, 3}
