"""The counts of a span: of whom, when and by what."""

from datetime import date
from fractions import Fraction

import pytest

from firstbell.domain.counts import Counts
from firstbell.domain.school_time import Session, Span
from firstbell.domain.tallies import Tally
from firstbell.registers import commands
from firstbell.registers.queries import By, Scope, counts, marked_sessions, periods, placement_span
from firstbell.registers.tests.doing import a_class, line_of, person
from tests.builders import a_group, a_pupil, a_register, a_site
from tests.support.times import london

pytestmark = pytest.mark.django_db
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))


def amend(pupil, key, on="2026-11-23", session="AM"):
    if not pupil.register_lines.filter(register__on=on, register__session=session).exists():
        a_register(pupil, on, session)
    at = london(f"{on} 15:30")
    commands.amend_mark(line_of(pupil, on, session).pk, key, reason="It was so.", by=person("Nell"), at=at)


class TestCounts:
    def test_are_pooled_over_the_pupils_of_a_provision(self):
        register, [amina, callum] = a_class(2)
        amend(amina, "/")
        amend(callum, "I")
        found = counts(Scope(register.provision_id), NOVEMBER)[None]
        assert found.own == Tally(2, 1, 1)

    def test_of_nobody_are_nothing(self):
        register, _ = a_class(1)
        assert counts(Scope(register.provision_id), NOVEMBER) == {None: Counts()}

    def test_of_one_pupil_leave_out_the_others(self):
        register, [amina, callum] = a_class(2)
        amend(amina, "/")
        amend(callum, "I")
        scope = Scope(register.provision_id, pupil_ids=[callum.pk])
        assert counts(scope, NOVEMBER, by=By.PUPIL) == {callum.pk: counts(scope, NOVEMBER)[None]}

    def test_keep_mornings_and_afternoons_apart(self):
        register, [amina] = a_class(1)
        amend(amina, "/")
        amend(amina, "O", session="PM")
        by_session = counts(Scope(register.provision_id), NOVEMBER, by=By.SESSION)
        assert {key: each.own.attended for key, each in by_session.items()} == {"AM": 1, "PM": 0}
        assert counts(Scope(register.provision_id), NOVEMBER, session=Session.PM)[None] == by_session["PM"]

    def test_fall_into_weeks_that_begin_on_monday(self):
        register, [amina] = a_class(1)
        amend(amina, "/", on="2026-11-20")
        amend(amina, "O", on="2026-11-23")
        weeks = counts(Scope(register.provision_id), NOVEMBER, by=By.PUPIL_WEEK)
        assert {key: each.own.attended for key, each in weeks.items()} == {
            (amina.pk, date(2026, 11, 16)): 1,
            (amina.pk, date(2026, 11, 23)): 0,
        }

    @pytest.mark.parametrize("ends_on", [19, 20, 21, 22, 23, 24])
    def test_end_with_the_span_on_any_day_of_a_week(self, ends_on):
        register, [amina] = a_class(1)
        for on in range(18, 21):
            amend(amina, "/", on=f"2026-11-{on}")
        span = Span(date(2026, 11, 18), date(2026, 11, ends_on))
        assert counts(Scope(register.provision_id), span)[None].own.attended == min(3, ends_on - 17)

    def test_of_a_group_a_site_and_a_commissioner_are_their_own(self):
        site = a_site()
        forge, kiln = a_group(site), a_group(site)
        amina, callum = a_pupil(group=forge), a_pupil(group=kiln)
        amend(amina, "/")
        amend(callum, "O")
        provision = site.provision_id
        by_group = counts(Scope(provision), NOVEMBER, by=By.GROUP)
        assert by_group[forge.pk] == counts(Scope(provision, group_id=forge.pk), NOVEMBER)[None]
        assert by_group[kiln.pk].own.unauthorised == 1
        [sent] = amina.placements.all()
        by_commissioner = counts(Scope(provision, site_id=site.pk), NOVEMBER, by=By.COMMISSIONER)
        assert by_commissioner[sent.commissioner_id].own.attended == 1
        assert counts(Scope(provision), NOVEMBER, by=By.SITE)[site.pk].own.possible == 2
        assert counts(Scope(provision, placement_ids=[sent.pk]), NOVEMBER, by=By.PLACEMENT).keys() == {sent.pk}


class TestPunctuality:
    def test_is_the_share_of_sessions_come_to_that_began_on_time(self):
        register, [amina] = a_class(1)
        for on, key in (("20", "/"), ("23", "L"), ("24", "U"), ("25", "I")):
            amend(amina, key, on=f"2026-11-{on}")
        found = counts(Scope(register.provision_id), NOVEMBER)[None]
        assert (found.came, found.late, found.after_close) == (3, 2, 1)
        assert found.punctuality == Fraction(100, 3)
        assert found.own.percent == 50

    def test_of_somebody_who_never_came_is_nothing(self):
        register, [amina] = a_class(1)
        amend(amina, "I")
        assert counts(Scope(register.provision_id), NOVEMBER)[None].punctuality is None


class TestMarkedSessions:
    def test_come_in_order_with_their_codes_in_one_statement(self, django_assert_num_queries):
        _, [amina, callum] = a_class(2)
        amend(amina, "O", session="PM")
        amend(amina, "/")
        with django_assert_num_queries(1):
            found = marked_sessions([amina.pk, callum.pk], NOVEMBER)
        assert [(each.session, each.code.key) for each in found[amina.pk]] == [("AM", "/"), ("PM", "O")]
        assert callum.pk not in found


class TestPeriods:
    def test_name_the_half_terms_of_the_calendar(self):
        register, [amina] = a_class(1)
        register.provision.terms.all().delete()
        register.provision.terms.create(
            name="Autumn", starts_on=date(2026, 9, 2), ends_on=date(2026, 12, 18),
            break_starts_on=date(2026, 10, 26), break_ends_on=date(2026, 10, 30),
        )  # fmt: skip
        found = periods(register.provision_id, date(2026, 11, 25))
        assert found.half_term == Span(date(2026, 10, 31), date(2026, 12, 18))
        assert found.last_half_term == Span(date(2026, 9, 2), date(2026, 10, 25))
        assert found.term == Span(date(2026, 9, 2), date(2026, 12, 18))
        assert found.week == Span(date(2026, 11, 23), date(2026, 11, 29))
        assert periods(register.provision_id, date(2026, 10, 28)).half_term == found.last_half_term

    def test_know_no_term_without_a_calendar(self):
        register, _ = a_class(1)
        assert periods(register.provision_id, date(2020, 1, 8)).term is None

    def test_begin_with_the_placement_in_force(self):
        amina = a_pupil()
        today = date(2026, 11, 23)
        assert placement_span(amina.pk, today) == Span(date(2024, 9, 2), today)
        amina.placements.update(ends_on=date(2026, 7, 1))
        assert placement_span(amina.pk, today) == Span(date(2024, 9, 2), date(2026, 7, 1))
        assert placement_span(amina.pk, date(2024, 9, 1)) is None
