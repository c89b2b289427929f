"""The pages around the register: the day's list, paper, the year, who turned up, who left."""

from uuid import uuid4

import pytest

from firstbell.registers import commands
from firstbell.registers.tests.doing import a_class, code_of, line_of, mark, marks_of, person
from tests.builders import a_pupil
from tests.support.times import london

pytestmark = pytest.mark.django_db


class TestOtherPages:
    @pytest.mark.parametrize("address", ["", "?on=2026-11-20", "?on=nonsense", "on-site/"])
    def test_open(self, sign_in, address):
        register, _ = a_class()
        assert sign_in(register).get(f"/registers/{address}").status_code == 200

    @pytest.mark.parametrize("address", ["paper/", "typed/", "add/?q=pupil", "finish/"])
    def test_of_a_register_open(self, sign_in, address):
        register, _ = a_class()
        assert sign_in(register).get(f"/registers/{register.pk}/{address}").status_code == 200

    def test_today_opens_the_day_at_its_first_need(self, sign_in):
        amina = a_pupil()
        from firstbell.registers.models import Register

        class Here:
            provision = amina.provision

        page = sign_in(Here).get("/registers/").content.decode()
        assert Register.objects.count() == 2 and "Not taken" in page

    def test_a_group_that_is_covered_today_comes_first(self):
        from firstbell.placements.models import DayChange
        from firstbell.registers import access
        from tests.builders import a_member, staff

        register, _ = a_class()
        user = a_member(register.provision, "tutor")
        person_in = staff(register.provision, "tutor", user)
        DayChange.objects.create(
            provision=register.provision,
            kind="cover",
            on=register.on,
            group=register.group,
            tutor=user,
            made_at=london("2026-11-22 10:00"),
            made_by="Nell",
        )
        assert access.own_groups(person_in, register.on) == {register.group_id}

    def test_paper_is_typed_in_by_one_and_seen_by_another(self, sign_in):
        register, [amina, callum, _] = a_class()
        sign_in(register, "2026-11-23 10:30", "attendance_lead", "Nell Ash").post(
            f"/registers/{register.pk}/typed/",
            {
                "seen_by": "Jo Marsh",
                "taken_time": "09:05",
                f"paper{line_of(amina).pk}": "here",
                f"paper{line_of(callum).pk}": "late",
                f"min{line_of(callum).pk}": "4",
            },
        )
        assert (code_of(amina), code_of(callum)) == ("/", "L")
        assert (marks_of(amina)[0].seen_by, marks_of(amina)[0].recorded_by) == ("Jo Marsh", "Nell Ash")

    def test_the_years_register_shows_letters_and_amendments(self, sign_in):
        register, [amina] = a_class(1)
        mark(amina, "away", "2026-11-23 09:03", person("Jo"))
        commands.amend_mark(
            line_of(amina).pk, "M", reason="Dentist", by=person("Nell Ash"), at=london("2026-11-23 11:20")
        )
        browser = sign_in(register, "2026-11-23 12:00", "head")
        for address in (f"pupils/{amina.pk}/year/", f"groups/{register.group_id}/year/?month=2026-11"):
            page = browser.get(f"/registers/{address}").content.decode()
            assert 'class="c-told is-amended">M<' in page and "Dentist" in page and "Nell Ash" in page

    def test_reading_a_year_is_noted(self, sign_in):
        from firstbell.accounts.models import AccessLog

        register, [amina] = a_class(1)
        sign_in(register).get(f"/registers/pupils/{amina.pk}/year/")
        assert AccessLog.objects.filter(pupil_id=amina.pk, route="registers:pupil_year").exists()

    def test_a_pupil_who_turned_up_is_added_and_here(self, sign_in):
        register, _ = a_class(1)
        kacey = a_pupil("Kacey Holt", provision=register.provision, placed=False)
        browser = sign_in(register)
        assert "Kacey Holt" in browser.get(f"/registers/{register.pk}/add/?q=kacey").content.decode()
        browser.post(f"/registers/{register.pk}/add/", {"pupil": kacey.pk, "tap": str(uuid4())})
        assert code_of(kacey) == "/"

    def test_signing_out_and_coming_back(self, sign_in):
        register, [amina, *_] = a_class()
        mark(amina, "here", "2026-11-23 09:00", person("Jo"))
        browser = sign_in(register, "2026-11-23 10:30")
        browser.post(
            f"/registers/on-site/{amina.pk}/leaves/{register.site_id}/", {"left_time": "10:20", "reason": "Dentist"}
        )
        page = browser.get("/registers/on-site/").content.decode()
        assert "0 on site" in page and "left at 10:20" in page
        browser.post(f"/registers/on-site/back/{amina.sign_outs.get().pk}/")
        assert "1 on site" in browser.get("/registers/on-site/").content.decode()


def test_a_code_beyond_the_three_choices_is_offered_with_its_meaning(sign_in):
    register, [amina, *_] = a_class()
    page = sign_in(register).get(f"/registers/{register.pk}/lines/{line_of(amina).pk}/codes/").content.decode()
    assert "Doctor, dentist, hospital" in page and "\\" not in page
