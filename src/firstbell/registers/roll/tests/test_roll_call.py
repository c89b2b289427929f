"""The roll call (SS-22, R-133)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from firstbell.registers.models import RollCall, RollTick
from firstbell.registers.roll import commands, queries
from firstbell.registers.roll.commands import RollEnded, Tick, TickReused
from firstbell.registers.tests.doing import a_class, mark, person
from tests.support.times import london

pytestmark = pytest.mark.django_db
AT = london("2026-11-23 10:42")


@pytest.fixture
def bev():
    return person("Bev")


@pytest.fixture
def call(bev):
    """Two pupils are on site, a third was marked away."""
    register, [amina, dara, kacey] = a_class()
    for pupil, choice in ((amina, "here"), (dara, "here"), (kacey, "away")):
        mark(pupil, choice, "2026-11-23 09:02", bev)
    return commands.start(register.site, is_drill=False, by=bev, at=AT)


def seen(call, name, by, is_seen=True, **fields):
    person_id = call.people.get(name=name).pk
    tick = Tick(fields.pop("id", None) or uuid4(), person_id, is_seen, **fields)
    return commands.tick(call, [tick], by=by, at=AT + timedelta(minutes=2))


def missing(call):
    return [each.name for each in queries.roll(call).missing]


class TestTheList:
    def test_is_everybody_on_site_and_nobody_else(self, call):
        assert missing(call) == sorted(call.people.values_list("name", flat=True)) and len(missing(call)) == 2

    def test_is_the_same_one_for_whoever_starts_it_again(self, call, bev):
        assert commands.start(call.site, is_drill=True, by=bev, at=AT) == call and RollCall.objects.count() == 1

    def test_takes_whoever_is_on_no_register(self, call, bev):
        commands.add_person(call, "Fire-door fitter", "added 10:43", by=bev, at=AT)
        assert "Fire-door fitter" in missing(call)

    def test_has_whoever_may_have_gone_home(self, call, bev):
        commands.end(call, "", by=bev, at=AT)
        evening = london("2026-11-23 15:40")
        late = commands.start(call.site, is_drill=False, by=bev, at=evening)
        assert late.people.count() == 2


class TestATick:
    def test_says_who_saw_them_and_when(self, call):
        name = missing(call)[0]
        seen(call, name, person("Sam"))
        assert [each.said for each in queries.roll(call).safe] == ["seen 10:44 by Sam"]

    def test_from_a_phone_without_a_network_keeps_the_time_it_was_made(self, call):
        seen(call, missing(call)[0], person("Sam"), device_at=AT + timedelta(minutes=1))
        assert [each.said for each in queries.roll(call).safe] == ["seen 10:43 by Sam"]

    def test_sent_twice_is_one(self, call, bev):
        name, key = missing(call)[0], UUID(int=7)
        assert (seen(call, name, bev, id=key), seen(call, name, bev, id=key)) == (1, 0)

    def test_of_one_id_and_two_answers_is_refused(self, call, bev):
        name, key = missing(call)[0], UUID(int=7)
        seen(call, name, bev, id=key)
        with pytest.raises(TickReused):
            seen(call, name, bev, is_seen=False, id=key)

    def test_can_be_taken_back(self, call, bev):
        name = missing(call)[0]
        seen(call, name, bev)
        seen(call, name, bev, is_seen=False)
        assert name in missing(call) and RollTick.objects.count() == 2

    def test_for_somebody_of_another_roll_call_counts_for_nothing(self, call, bev):
        other, [ella] = a_class(1)
        mark(ella, "here", "2026-11-23 09:02", bev)
        elsewhere = commands.start(other.site, is_drill=False, by=bev, at=AT)
        stranger = elsewhere.people.get().pk
        assert commands.tick(call, [Tick(uuid4(), stranger, True)], by=bev, at=AT) == 0

    def test_after_the_end_is_refused_in_words(self, call, bev):
        name = missing(call)[0]
        commands.end(call, "Fire brigade has taken over", by=bev, at=AT)
        with pytest.raises(RollEnded):
            seen(call, name, bev)


class TestWhenEverybodyWasSeen:
    def test_it_says_how_long_that_took(self, call, bev):
        for name in missing(call):
            seen(call, name, bev)
        assert queries.roll(call).all_safe == "2 minutes 0 seconds"

    def test_two_statements_make_the_page_for_any_number(self, call, django_assert_num_queries):
        with django_assert_num_queries(2):
            queries.roll(call)
