"""Whose hand writes the O of an N that nobody explained: the policy's, or a person's where the policy leaves it."""

from __future__ import annotations

from datetime import date

import pytest

from firstbell.policy import preset_text
from firstbell.provisions.models import PolicyVersion
from firstbell.registers import commands
from firstbell.registers.tests.doing import code_of
from firstbell.registers.tests.test_changing import finished
from tests.builders import london

pytestmark = pytest.mark.django_db

LATER = london("2026-12-01 09:00")


def by_hand(provision, hand, *, starts_on="2026-09-01"):
    """From a day on the policy leaves the decision about N to this hand."""
    text = preset_text("stepping-stones").replace('hand = "policy"', f'hand = "{hand}"')
    PolicyVersion.objects.create(
        provision=provision, starts_on=date.fromisoformat(starts_on), preset="stepping-stones", text=text,
        made_at=LATER, made_by="Bev Adeyemi",
    )  # fmt: skip


class TestWhoseHand:
    def test_leaves_n_where_the_policy_wants_a_person(self):
        register, [callum] = finished()
        by_hand(register.provision, "person")
        assert commands.close_undecided(register.provision_id, LATER) == 0
        assert code_of(callum) == "N"

    def test_is_asked_of_the_policy_that_was_in_force_on_the_day_of_the_mark(self):
        register, [callum] = finished()
        by_hand(register.provision, "person", starts_on="2026-11-30")
        assert commands.close_undecided(register.provision_id, LATER) == 1
        assert code_of(callum) == "O"
