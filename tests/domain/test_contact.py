import pytest

from firstbell.domain.contact import Effect, Outcome
from firstbell.domain.duties import Discharge, DutyKind, can_meet


class TestWhatRings:
    @pytest.mark.parametrize("outcome", ["not_coming", "on_the_way", "unaware", "voicemail", "no_answer"])
    def test_a_telephone_rang(self, outcome):
        assert Outcome(outcome).rang

    @pytest.mark.parametrize("outcome", ["engaged", "wrong_number", "text_sent", "told_by_school", "home_visit"])
    def test_no_telephone_rang_at_home(self, outcome):
        assert not Outcome(outcome).rang


class TestWhatReaches:
    def test_only_a_conversation_reaches_somebody(self):
        reached = {outcome.value for outcome in Outcome if outcome.reached}
        assert reached == {"not_coming", "on_the_way", "unaware", "told_by_school", "home_visit"}


class TestWhatMeetsTheCall:
    @pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome.rang])
    def test_every_attempt_that_rang_can_meet_it(self, outcome):
        assert outcome.discharge in can_meet(DutyKind.CALL_HOME)

    @pytest.mark.parametrize("outcome", [Outcome.ENGAGED, Outcome.WRONG_NUMBER])
    def test_engaged_and_wrong_number_meet_nothing(self, outcome):
        assert outcome.discharge is None

    def test_the_schools_word_is_a_notice_and_no_call(self):
        assert Outcome.TOLD_BY_SCHOOL.discharge is Discharge.NOTICE
        assert Discharge.NOTICE not in can_meet(DutyKind.CALL_HOME)

    @pytest.mark.parametrize("outcome", [Outcome.VOICEMAIL, Outcome.NO_ANSWER, Outcome.TEXT_SENT])
    def test_nobody_is_reached_by_a_voicemail_no_answer_or_text(self, outcome):
        assert outcome.discharge not in can_meet(DutyKind.REACH_SOMEONE)


class TestWhatAnOutcomeDoesToTheMark:
    def test_a_reason_changes_it(self):
        assert Outcome.NOT_COMING.effect is Effect.REASON

    def test_on_the_way_waits_for_the_arrival(self):
        assert Outcome.ON_THE_WAY.effect is Effect.EXPECT

    def test_a_parent_who_thought_the_pupil_was_here_raises_the_alarm(self):
        assert Outcome.UNAWARE.effect is Effect.ALARM

    @pytest.mark.parametrize("outcome", [Outcome.VOICEMAIL, Outcome.NO_ANSWER, Outcome.ENGAGED, Outcome.WRONG_NUMBER])
    def test_nobody_reached_leaves_it(self, outcome):
        assert outcome.effect is Effect.NONE

    def test_every_outcome_has_words_for_staff(self):
        assert all(outcome.label for outcome in Outcome)
