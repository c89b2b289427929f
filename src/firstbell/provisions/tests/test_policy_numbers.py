"""The numbers of a policy are changed where they stand, and nothing else of its text is."""

from __future__ import annotations

import pytest

from firstbell import policy
from firstbell.people.tests.pages import signed_in, text
from firstbell.provisions.models import PolicyVersion
from firstbell.provisions.policy_numbers import numbers_in, with_numbers
from firstbell.provisions.queries import policy_on
from tests.builders import a_provision, day

PRESETS = policy.preset_names()


def by_words(source):
    return {number.words: number for number in numbers_in(source)}


class TestTheNumbers:
    @pytest.mark.parametrize("name", PRESETS)
    def test_of_every_ready_made_policy_are_found(self, name):
        found = numbers_in(policy.preset_text(name))
        assert {"attendance", "open_minutes"} <= {number.key for number in found}
        assert len({number.key for number in found}) == len(found)

    def test_stand_beside_the_sentence_they_drive_with_its_clause(self):
        number = by_words(policy.preset_text("stepping-stones"))["Call home within 10 minutes of the pupil's start"]
        assert (number.value, number.clause) == (10, "SS-14")

    @pytest.mark.parametrize("name", PRESETS)
    def test_put_back_as_they_are_leave_the_text_as_it_is(self, name):
        source = policy.preset_text(name)
        assert with_numbers(source, {number.key: number.value for number in numbers_in(source)}) == source

    def test_that_change_alter_their_rule_and_no_other(self):
        source = policy.preset_text("stepping-stones")
        number = by_words(source)["Call home within 10 minutes of the pupil's start"]
        before, after = policy.parse(source), policy.parse(with_numbers(source, {number.key: 125}))
        changed = [rule.key for rule, old in zip(after.rules, before.rules, strict=True) if rule != old]
        assert changed == ["call-home"]
        assert after.rule("call-home", day("2026-11-23")).due.minutes == 125

    def test_of_a_threshold_say_which_side_of_them_counts(self):
        source = policy.preset_text("stepping-stones")
        number = by_words(source)["Persistent absence: attendance below this, in percent"]
        changed = policy.parse(with_numbers(source, {number.key: 85}))
        assert changed.threshold("persistent-absence").percent == 85

    def test_in_a_comment_stay_as_they_are(self):
        source = policy.preset_text("stepping-stones").replace("attendance = 95", "attendance = 95 # not 90")
        assert "attendance = 96 # not 90" in with_numbers(source, {"attendance": 96})


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture
    def provision(self, clock_stands_at):
        clock_stands_at("2026-11-23 08:31")
        return a_provision()

    @pytest.fixture
    def typed(self, provision):
        source = PolicyVersion.objects.get(provision=provision).text
        return {number.key: number.value for number in numbers_in(source)} | {"starts_on": "2026-11-24"}

    def test_puts_new_numbers_in_force_from_a_day_on(self, provision, typed):
        response = signed_in(provision, "head").post("/provision/policy/numbers/", typed | {"attendance": 92})
        assert response["Location"] == "/provision/policy/"
        assert policy_on(provision.pk, day("2026-11-23")).targets.attendance == 95
        assert policy_on(provision.pk, day("2026-11-24")).targets.attendance == 92

    def test_keeps_a_register_open_no_longer_than_the_law_allows(self, provision, typed):
        response = signed_in(provision, "head").post("/provision/policy/numbers/", typed | {"open_minutes": 45})
        assert response.status_code == 422
        assert "Write a whole number from 1 to 30." in text(response)

    def test_says_so_where_nothing_changed(self, provision, typed):
        response = signed_in(provision, "head").post("/provision/policy/numbers/", typed)
        assert response.status_code == 422
        assert "No number has changed" in text(response)

    def test_is_for_managers(self, provision):
        assert signed_in(provision).get("/provision/policy/numbers/").status_code == 403
