"""The pictures a school sees are of its own pupils, without a name."""

from __future__ import annotations

import pytest
from django.test import Client

from firstbell.domain.marks import Choice
from firstbell.followup.tests.mornings import marked
from tests.builders import a_commissioner, a_group, a_link_person, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db


def page_of(school) -> str:
    client = Client()
    client.force_login(a_link_person(school).user, backend="firstbell.accounts.backend.StaffBackend")
    return client.get("/school/pictures/").content.decode()


class TestTheirPictures:
    @pytest.fixture(autouse=True)
    def pupils(self, clock_stands_at):
        clock_stands_at("2026-11-23 09:30")
        group = a_group(a_site(a_provision()))
        self.ours, self.other = a_commissioner(group.site.provision), a_commissioner(group.site.provision)
        marked(a_pupil("Kacey Holt", group=group, commissioner=self.ours), Choice.HERE)
        marked(a_pupil("Callum Tarn", group=group, commissioner=self.other), code="O")

    def test_count_their_own_pupils_sessions_alone(self):
        assert "0 of 1 missed" in page_of(self.ours)
        assert "1 of 1 missed" in page_of(self.other)

    def test_name_nobody_and_lead_to_nobody(self):
        page = page_of(self.ours)
        assert not any(word in page for word in ("Kacey", "Holt", "Callum", "/reports/"))
