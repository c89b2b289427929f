"""The pages of attendance in figures."""

import re

import pytest

from firstbell.accounts.models import AccessLog
from firstbell.people.tests.pages import signed_in, text
from firstbell.placements.models import Baseline
from firstbell.registers import commands
from tests.builders import a_commissioner, a_group, a_pupil, a_register, a_site, a_week, day, london, staff

pytestmark = pytest.mark.django_db
FIGURES = "/reports/figures/"


@pytest.fixture(autouse=True)
def morning(clock_stands_at):
    clock_stands_at("2026-11-23 09:21")


@pytest.fixture
def group():
    group = a_group(a_site(), name="Forge")
    provision = group.site.provision
    provision.terms.filter(name="Year 2026").update(break_starts_on=day("2026-10-26"), break_ends_on=day("2026-10-30"))
    return group


def counted(name, group, week="2026-11-16", **counts):
    pupil = a_pupil(name, group=group)
    a_week(pupil, week, **{"own_attended": 20, **counts})
    return pupil


def page(client, address=FIGURES, **asked):
    return text(client.get(address, asked))


def rows(page):
    return re.findall(r'<th scope="row"><a href="/reports/figures/pupils/[^>]*>([^<]+)</a>', page)


class TestThePageOfAProvision:
    def test_shows_each_pupils_sum_and_rate_by_name(self, group):
        counted("Tom Vale", group, own_authorised=3, own_unauthorised=2, late=4)
        counted("Ada Birch", group)
        shown = page(signed_in(group.site.provision))
        assert rows(shown) == ["Ada Birch", "Tom Vale"]
        assert '<td class="num">20</td><td class="num">25</td><td class="num">80.0%' in shown

    def test_is_open_to_every_role_of_staff(self, group):
        for role in ("tutor", "attendance_lead", "head", "safeguarding_lead"):
            assert signed_in(group.site.provision, role).get(FIGURES).status_code == 200

    def test_leaves_other_years_and_other_provisions_out(self, group):
        counted("Tom Vale", group, week="2026-07-06")
        counted("Ada Birch", a_group())
        assert "No session has been counted in these days" in page(signed_in(group.site.provision))

    def test_is_ordered_by_any_column_without_a_script(self, group):
        counted("Tom Vale", group, own_unauthorised=5)
        counted("Ada Birch", group, own_unauthorised=9)
        counted("Cal Reed", group, own_attended=0, own_not_counted=3)
        lead = signed_in(group.site.provision)
        assert rows(page(lead, sort="rate")) == ["Ada Birch", "Tom Vale", "Cal Reed"]
        assert rows(page(lead, sort="-rate")) == ["Tom Vale", "Ada Birch", "Cal Reed"]
        assert rows(page(lead, sort="nonsense")) == ["Ada Birch", "Cal Reed", "Tom Vale"]
        shown = page(lead, sort="rate", period="year")
        assert 'aria-sort="ascending"><a href="?sort=-rate&period=year#pupils"' in shown

    def test_compares_with_the_last_half_term(self, group):
        tom = counted("Tom Vale", group, own_unauthorised=5)
        a_week(tom, "2026-10-12", own_attended=10, own_unauthorised=10)
        shown = page(signed_in(group.site.provision), period="half-term")
        assert '<td class="num">30.0 points more</td>' in shown

    def test_leads_to_its_sites_groups_and_schools_over_the_same_days(self, group):
        tom = counted("Tom Vale", group)
        shown = page(signed_in(group.site.provision), period="term")
        for address in (
            f"groups/{group.pk}",
            f"sites/{group.site_id}",
            f"schools/{tom.placements.get().commissioner_id}",
        ):
            assert f'href="{FIGURES}{address}/?period=term"' in shown

    def test_is_noted_for_every_pupil_it_names(self, group):
        tom = counted("Tom Vale", group)
        signed_in(group.site.provision).get(FIGURES)
        assert AccessLog.objects.filter(pupil_id=tom.pk, route="reports:figures").exists()

    def test_asks_the_database_as_often_for_six_pupils_as_for_one(self, group, django_assert_num_queries):
        lead = signed_in(group.site.provision)
        counted("Ada Birch", group)
        lead.get(FIGURES)
        with django_assert_num_queries(27):
            lead.get(FIGURES)
        for number in range(5):
            counted(f"Pupil N{number}", group)
        with django_assert_num_queries(27):
            lead.get(FIGURES)


class TestThePeriod:
    def test_may_be_any_dates(self, group):
        tom = counted("Tom Vale", group)
        a_week(tom, "2026-11-02", own_attended=3)
        lead = signed_in(group.site.provision)
        shown = page(lead, starts_on="2026-11-02", ends_on="2026-11-08")
        assert "3 of 3 sessions attended" in shown and "2 November 2026 to 8 November 2026" in shown

    def test_that_ends_before_it_begins_is_told_in_words(self, group):
        answer = signed_in(group.site.provision).get(FIGURES, {"starts_on": "2026-11-08", "ends_on": "2026-11-02"})
        assert answer.status_code == 422 and "before the first day" in text(answer)

    def test_without_an_end_says_which_day_is_missing(self, group):
        answer = signed_in(group.site.provision).get(FIGURES, {"period": "dates", "starts_on": "2026-11-08"})
        assert answer.status_code == 422 and "To: this is empty" in text(answer)

    def test_offers_no_half_term_where_there_is_none(self, group):
        group.site.provision.terms.all().delete()
        assert "This half-term" not in page(signed_in(group.site.provision))


class TestThePageOfAPupil:
    def test_keeps_mornings_and_afternoons_and_punctuality_apart(self, group):
        tom = counted("Tom Vale", group, own_unauthorised=5, late=3, after_close=1, minutes_late=42)
        a_week(tom, session="PM", own_attended=10)
        shown = page(signed_in(group.site.provision), f"{FIGURES}pupils/{tom.pk}/")
        morning = shown[shown.index("Mornings</th>") :]
        assert morning.index("80.0%") < morning.index('<td class="num">18</td><td class="num">21</td>')
        assert '<td class="num">85.7%</td><td class="num">42</td>' in morning

    def test_tells_the_four_denominators_apart(self, group):
        tom = counted("Tom Vale", group, own_unauthorised=5, national_attended=19, national_unauthorised=6)
        tom.placements.update(commissioned_sessions=8)
        shown = page(signed_in(group.site.provision), f"{FIGURES}pupils/{tom.pk}/", period="week")
        assert "19 of 25 possible" not in shown
        shown = page(signed_in(group.site.provision), f"{FIGURES}pupils/{tom.pk}/", period="half-term")
        assert "20 of 25 possible" in shown and "19 of 25 possible" in shown
        assert "20 of 32 agreed" in shown and "known to the main school" in shown

    def test_says_how_much_changed_since_the_placement_began(self, group):
        tom = counted("Tom Vale", group)
        tom.placements.update(starts_on=day("2026-09-07"))
        a_week(tom, "2026-09-07", own_attended=5, own_unauthorised=5)
        shown = page(signed_in(group.site.provision), f"{FIGURES}pupils/{tom.pk}/", period="half-term")
        assert "First six weeks of the placement" in shown and "50.0 points more" in shown

    def test_sets_before_and_during_beside_each_other_and_published_figures(self, group):
        tom = counted("Tom Vale", group, own_unauthorised=5)
        Baseline.objects.create(
            placement=tom.placements.get(), attended=90, possible=180, starts_on=day("2024-01-08"),
            ends_on=day("2024-07-19"), source="Referral form", recorded_by="Builder",
            recorded_at=london("2026-11-01 10:00"),
        )  # fmt: skip
        shown = page(signed_in(group.site.provision), f"{FIGURES}pupils/{tom.pk}/")
        story = shown[shown.index("Before, during and after") :]
        assert (
            story.index("90 of 180 sessions")
            < story.index("20 of 25 sessions")
            < story.index("State-funded AP schools, England")
        )
        assert "58.0%" in story and "Open Government Licence" in story

    def test_labels_a_small_base(self, group):
        tom = counted("Tom Vale", group, own_attended=5)
        assert "Small base" in page(signed_in(group.site.provision), f"{FIGURES}pupils/{tom.pk}/")

    def test_of_a_pupil_of_another_provision_is_not_there(self, group):
        elsewhere = counted("Tom Vale", a_group())
        assert signed_in(group.site.provision).get(f"{FIGURES}pupils/{elsewhere.pk}/").status_code == 404


class TestThePageOfACommissioner:
    def test_counts_only_the_sessions_under_its_own_placements(self, group):
        tom = counted("Tom Vale", group)
        counted("Ada Birch", group)
        commissioner = a_commissioner(group.site.provision, name="Northside")
        tom.placements.update(commissioner=commissioner)
        shown = page(signed_in(group.site.provision), f"{FIGURES}schools/{commissioner.pk}/")
        assert rows(shown) == ["Tom Vale"] and "20 of 20 sessions attended" in shown


class TestThePageOfAGroup:
    def test_counts_only_what_was_registered_there(self, group):
        counted("Tom Vale", group)
        counted("Ada Birch", a_group(group.site))
        assert rows(page(signed_in(group.site.provision), f"{FIGURES}groups/{group.pk}/")) == ["Tom Vale"]


class TestTheTrackers:
    def mark(self, pupil, key, on, session="AM"):
        a_register(pupil, on, session)
        line = pupil.register_lines.get(register__on=on, register__session=session)
        by = staff(pupil.provision).actor
        commands.amend_mark(line.pk, key, reason="It was so.", by=by, at=london(f"{on} 15:30"))

    def test_count_n_and_say_what_is_left_without_it(self, group, clock_stands_at):
        clock_stands_at("2026-11-27 16:00")
        tom = a_pupil("Tom Vale", group=group)
        for on, key in (("2026-11-24", "O"), ("2026-11-25", "U"), ("2026-11-26", "N"), ("2026-11-27", "/")):
            self.mark(tom, key, on)
        shown = page(signed_in(group.site.provision), f"{FIGURES}pupils/{tom.pk}/")
        assert "3 of 10 sessions since 24 November 2026" in shown
        assert "1 of them N, which may still change: 2 without those." in shown
        assert "3 of 4 missed, 75.0%" in shown
        assert "no penalty is ever drafted here" in shown

    def test_say_how_many_hours_were_received_of_those_planned_and_agreed(self, group):
        tom = a_pupil("Tom Vale", group=group)
        tom.placements.update(commissioned_sessions=10)
        self.mark(tom, "/", "2026-11-16")
        self.mark(tom, "I", "2026-11-16", "PM")
        shown = page(signed_in(group.site.provision), f"{FIGURES}pupils/{tom.pk}/")
        assert "3.0 hours received of 5.0 planned" in shown and "25.0 agreed" in shown
        assert "18 hours: fewer planned here." in shown

    def test_ask_the_database_as_often_for_a_year_as_for_a_week(self, group, django_assert_num_queries):
        tom = a_pupil("Tom Vale", group=group)
        lead = signed_in(group.site.provision)
        self.mark(tom, "/", "2026-11-20")
        lead.get(f"{FIGURES}pupils/{tom.pk}/")
        with django_assert_num_queries(34):
            lead.get(f"{FIGURES}pupils/{tom.pk}/")
        for monday in ("2026-09-07", "2026-10-05", "2026-11-02"):
            a_week(tom, monday, own_attended=8)
        with django_assert_num_queries(34):
            lead.get(f"{FIGURES}pupils/{tom.pk}/")
