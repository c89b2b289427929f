"""Whose rules hold for a pupil: those of the site, of who sends them, what a school agreed to, a flag beside a name."""

from __future__ import annotations

import json

import pytest

from firstbell.domain.duties import Fact, Moments
from firstbell.duties import commands
from firstbell.duties.facts import Told
from firstbell.duties.models import Duty
from firstbell.duties.tests.test_following import PRIYA, a_pupil_under, at, the
from firstbell.duties.tests.test_opening import DAY, facts, open_for
from firstbell.placements.models import Commissioner
from firstbell.provisions.models import Site
from firstbell.provisions.queries import policy_on
from tests.builders import a_commissioner, a_pupil, day

pytestmark = pytest.mark.django_db


OWN_RULES = """
[[rule]]
key = "call-home"
when = "unexplained-absence"
due = { minutes = 20, after = "pupil-start" }
owner = "attendance-lead"
met_by = ["spoke"]
SCOPE
sentence = "Call home within {minutes} minutes of the pupil's start"
clause = "SS-14"
"""


class TestARuleOfOnePlace:
    def opened(self, scope, **line):
        pupil = a_pupil_under(OWN_RULES.replace("SCOPE", scope))
        policy = policy_on(pupil.provision_id, day(DAY))
        commands.open_for([facts(pupil, **line)], policy, provision_id=pupil.provision_id, at=at("09:03"))
        return the(pupil, "call-home").due_at

    def test_takes_the_place_of_the_general_one_at_its_site(self):
        assert self.opened('sites = ["Forge"]', site="Forge") == at("09:20")

    def test_leaves_other_sites_alone(self):
        assert self.opened('sites = ["Forge"]', site="Kiln") == at("09:10")

    def test_takes_the_place_of_the_general_one_for_its_school(self):
        school = a_commissioner(name="Harbour Academy")
        assert self.opened('commissioners = ["Harbour Academy"]', tells=[Told(school.pk, school.name)]) == at("09:20")


ON_THE_WAY = """
[[rule]]
key = "check-arrival"
when = "on-the-way"
due = { minutes = 15, after = "event" }
owner = "attendance-lead"
met_by = ["arrival", "spoke"]
SCOPE
if_missed = ["not-arrived"]
sentence = "Look for the pupil after {minutes} minutes"
clause = "SS-15"

[[rule]]
key = "not-arrived"
duty = "reach-someone"
when = "after-a-duty"
due = { minutes = 1, after = "event" }
owner = "attendance-lead"
met_by = ["spoke"]
SCOPE
sentence = "Ring again within {minutes} minutes"
clause = "SS-16"
"""


class TestARuleForWhatHappenedToAPupil:
    @pytest.mark.parametrize("scope", ["sites", "commissioners"])
    def test_is_that_of_the_pupils_own_placement_down_to_what_follows(self, scope):
        names = {"sites": ["Forge"], "commissioners": ["Harbour Academy"]}
        pupil = a_pupil_under(ON_THE_WAY.replace("SCOPE", f"{scope} = {json.dumps(names[scope])}"))
        placement = pupil.placements.get()
        Site.objects.filter(groups__slots__placement=placement).update(name="Forge")
        Commissioner.objects.filter(pk=placement.main_school_id).update(name="Harbour Academy")
        self.says_to_be_on_the_way(pupil)
        assert the(pupil, "check-arrival").due_at == at("09:35")
        commands.judge(at("09:36"))
        assert the(pupil, "not-arrived").due_at == at("09:36")

    def test_is_the_general_one_elsewhere(self):
        pupil = a_pupil_under(ON_THE_WAY.replace("SCOPE", 'sites = ["Forge"]'))
        self.says_to_be_on_the_way(pupil)
        assert the(pupil, "check-arrival").due_at == at("09:25")

    def says_to_be_on_the_way(self, pupil):
        commands.open_because(
            Fact.ON_THE_WAY,
            Moments(on=day(DAY), happened_at=at("09:20"), pupil_starts_at=at("09:00")),
            policy_on(pupil.provision_id, day(DAY)),
            provision_id=pupil.provision_id,
            pupil_id=pupil.pk,
            session="AM",
            at=at("09:06"),
            by=PRIYA,
        )


class TestASchoolThatAgreedToAnotherTime:
    def due(self, within):
        pupil = a_pupil()
        school, council = pupil.placements.get().main_school, a_commissioner(pupil.provision, kind="council")
        tells = [Told(school.pk, school.name, within), Told(council.pk, council.name)]
        open_for((pupil, {"tells": tells}))
        found = Duty.objects.filter(pupil=pupil, kind__in=["tell-the-school", "phone-the-school"])
        return {(duty.kind, duty.commissioner_id == school.pk): duty.due_at for duty in found}

    def test_is_told_by_its_own_time_and_the_others_by_the_policys(self):
        due = self.due(60)
        assert due["tell-the-school", True] == at("10:00")
        assert due["tell-the-school", False] == at("09:30")

    def test_is_phoned_as_long_before_as_the_others_are(self):
        due = self.due(60)
        assert due["phone-the-school", True] == at("09:55")
        assert due["phone-the-school", False] == at("09:25")

    def test_may_have_agreed_to_an_earlier_one(self):
        due = self.due(15)
        assert (due["tell-the-school", True], due["phone-the-school", True]) == (at("09:15"), at("09:10"))

    def test_reads_its_own_minutes_in_the_sentence(self):
        self.due(60)
        sentences = set(Duty.objects.filter(kind="tell-the-school").values_list("sentence", flat=True))
        assert len([words for words in sentences if "60 minutes" in words]) == 1


class TestAPupilAtRisk:
    def test_alerts_the_safeguarding_lead_when_nobody_knows_why_they_are_away(self):
        pupil = a_pupil()
        open_for((pupil, {"at_risk": True}))
        assert Duty.objects.filter(pupil=pupil, fact="at-risk-absence").exists()

    def test_alerts_nobody_where_the_reason_is_known(self):
        pupil = a_pupil()
        open_for((pupil, {"code": "M", "at_risk": True}))
        assert not Duty.objects.filter(pupil=pupil, fact="at-risk-absence").exists()

    def test_is_alerted_of_no_longer_when_the_pupil_comes(self):
        pupil = a_pupil()
        open_for((pupil, {"at_risk": True}))
        open_for((pupil, {"code": "L", "at_risk": True}), at="09:04")
        assert not Duty.objects.filter(pupil=pupil, fact="at-risk-absence", closed_at=None).exists()
