"""One support case for a pupil at a time."""

import pytest

from firstbell.journal import Actor
from firstbell.support.cases.commands import open_case
from firstbell.support.models import Case
from tests.builders import a_provision, a_pupil
from tests.support.times import london

pytestmark = pytest.mark.django_db


class TestOneCaseForAPupil:
    def test_opening_it_twice_is_opening_it_once(self):
        pupil, at = a_pupil(provision=a_provision()), london("2026-11-23 15:00")
        first = open_case(pupil, why="Mondays are missed", by=Actor.system("test"), at=at)
        again = open_case(pupil, why="Still missed", by=Actor.system("test"), at=at)
        assert again == first and Case.objects.get().why == "Mondays are missed"
