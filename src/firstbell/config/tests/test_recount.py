"""`firstbell recount` says what it found, and mends it."""

import pytest

from firstbell.config.program import main
from firstbell.registers.models import WeekTally
from firstbell.registers.tests.doing import a_class, mark, person

pytestmark = pytest.mark.django_db


class TestRecount:
    def test_says_that_the_counts_are_those_of_the_marks(self, capsys):
        register, [amina] = a_class(1)
        mark(amina, "here", "2026-11-23 09:02", person("Sam"))
        assert main(["recount", "--provision", register.provision.slug]) == 0
        assert capsys.readouterr().out == f"{register.provision.name}: the counts are those of the marks.\n"

    def test_mends_what_differs_and_says_how_much(self, capsys):
        _, [amina] = a_class(1)
        mark(amina, "here", "2026-11-23 09:02", person("Sam"))
        WeekTally.objects.update(own_attended=7)
        assert main(["recount"]) == 0
        assert "1 row was different and made again" in capsys.readouterr().out
        assert WeekTally.objects.get().own_attended == 1

    def test_refuses_a_provision_it_does_not_know(self, capsys):
        assert main(["recount", "--provision", "nowhere"]) == 1
        assert "There is no provision called nowhere." in capsys.readouterr().err
