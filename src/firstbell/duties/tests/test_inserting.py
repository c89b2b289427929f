"""Many rows in one statement are the rows that were given, as if each had been saved."""

from datetime import date

import pytest

from firstbell.duties.models import Duty
from firstbell.inserting import insert
from tests.builders import a_provision, london

pytestmark = pytest.mark.django_db
AT = london("2026-07-01 09:03")


def a_duty(provision, rule: str, **given) -> Duty:
    return Duty(
        provision=provision, rule=rule, kind="call-home", fact="absence", subject="pupil:1", on=date(2026, 7, 1),
        session="AM", owner_role="attendance_lead", met_by="arrival", sentence="Ring home", opened_at=AT, due_at=AT,
        was_late=True, **given,
    )  # fmt: skip


class TestRowsInsertedTogether:
    def test_read_back_as_they_were_given(self):
        given = a_duty(a_provision(), "one", starts_at=AT, claimed_by_id=7)
        [pk] = insert([given])
        given.pk = pk
        found = Duty.objects.get(pk=pk)
        fields = [field.attname for field in Duty._meta.concrete_fields]
        assert [getattr(found, name) for name in fields] == [getattr(given, name) for name in fields]

    def test_have_their_ids_in_the_order_given(self):
        provision = a_provision()
        ids = insert([a_duty(provision, rule) for rule in "abc"])
        assert [Duty.objects.get(pk=pk).rule for pk in ids] == ["a", "b", "c"]

    def test_leave_out_one_that_is_there_if_asked_to(self):
        provision = a_provision()
        insert([a_duty(provision, "a")])
        insert([a_duty(provision, rule) for rule in "ab"], ignore_conflicts=True)
        assert sorted(Duty.objects.values_list("rule", flat=True)) == ["a", "b"]

    def test_ask_nothing_where_there_are_none(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert insert([]) == []
