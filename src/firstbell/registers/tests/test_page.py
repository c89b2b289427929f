"""The register's page: what it shows, what it costs, and what its buttons do."""

import re

import pytest
from django.test import Client

from firstbell.domain.marks import Choice
from firstbell.people.models import Flag
from firstbell.registers.commands import Tap, save_register
from firstbell.registers.models import Mark
from firstbell.registers.tests.doing import DAY, a_class, code_of, line_of, mark, marks_of, person
from tests.builders import PASSWORD, a_member
from tests.support.times import london

pytestmark = pytest.mark.django_db


@pytest.fixture
def tutor(client: Client, clock_stands_at):
    """Sign a tutor in: `tutor(register, "2026-11-23 09:06")` returns their browser."""

    def sign_in(register, at: str, role: str = "tutor") -> Client:
        clock_stands_at(at)
        user = a_member(register.provision, role, name="Sam Okoro")
        assert client.login(email=user.email, password=PASSWORD)
        return client

    return sign_in


class TestItsCost:
    def test_thirty_lines_are_at_most_20_kb(self, tutor):
        register, _ = a_class(30)
        answer = tutor(register, "2026-11-23 09:06").get(f"/registers/{register.pk}/")
        print(answer.content.decode()[:9000])
        print(len(answer.content))
        assert answer.status_code == 200 and len(answer.content) <= 20_000
