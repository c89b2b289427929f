"""A pupil marked away who turns up, and one who goes without leave."""

import pytest
from django.urls import reverse

from firstbell.domain.duties import Fact
from firstbell.duties.models import Duty
from firstbell.provisions.queries import policy_on
from firstbell.registers import commands, heeding
from firstbell.registers.commands.amending import HereAlready
from firstbell.registers.commands.answers import ArrivalUnknown
from firstbell.registers.commands.presence import LeftAlready, OutOfOrder
from firstbell.registers.models import SignOut
from firstbell.registers.tests.doing import a_class, a_tap, code_of, line_of, mark, marks_of, person
from tests.builders import a_commissioner, a_group, a_pupil, a_register, a_site
from tests.support.times import london

pytestmark = pytest.mark.django_db
DAY = "2026-11-23"


def at(clock):
    return london(f"{DAY} {clock}")


@pytest.fixture
def away():
    """A pupil of a finished register who was not here at 09:03."""
    register, [callum] = a_class(1)
    sam = person("Sam Okoro")
    mark(callum, "away", f"{DAY} 09:03", sam)
    commands.finish(register.pk, by=sam, at=at("09:10"))
    return callum


@pytest.fixture
def heard(monkeypatch):
    """What rooms above are told of arrivals."""
    told = []
    monkeypatch.setattr(heeding, "_arrivals", [lambda *said: told.append(said)])
    return told


def arrives(pupil, clock, **said):
    return commands.arrived(line_of(pupil).pk, by=person("Nell Ash"), at=at(clock), **said)


class TestArriving:
    @pytest.mark.parametrize(
        ("clock", "code", "minutes"), [("09:20", "L", 20), ("09:30", "U", 30), ("11:00", "U", 120)]
    )
    def test_is_l_or_u_by_the_clock_and_gives_its_own_reason(self, away, clock, code, minutes):
        answer = arrives(away, clock)
        assert (answer.code_key, answer.minutes_late) == (code, minutes)
        assert marks_of(away)[-1].reason == f"Arrived at {clock}."

    def test_before_their_own_start_is_simply_here(self, heard):
        _, [lowri] = a_class(1, starts="10:00")
        mark(lowri, "away", f"{DAY} 09:03", person("Sam"))
        arrives(lowri, "09:40")
        assert code_of(lowri) == "/"

    def test_keeps_the_absence_in_the_record(self, away):
        arrives(away, "09:20")
        assert [m.code_key for m in marks_of(away)] == ["N", "L"]

    def test_ends_ringing_home(self, away):
        arrives(away, "09:12")
        assert not Duty.objects.filter(pupil=away, kind__in=["call-home", "reach-someone"], closed_at=None).exists()

    def test_twice_is_refused_and_says_that_it_is_done(self, away):
        arrives(away, "09:20")
        with pytest.raises(HereAlready, match="not marked away any more"):
            arrives(away, "09:21")

    def test_sent_twice_by_the_same_page_is_once(self, away):
        from uuid import uuid4

        tap = uuid4()
        arrives(away, "09:20", tap_id=tap)
        arrives(away, "09:21", tap_id=tap)
        assert len(marks_of(away)) == 2

    def test_after_the_session_asks_for_the_time(self, away):
        with pytest.raises(ArrivalUnknown):
            arrives(away, "12:40")


class TestWhatFollowsAnArrival:
    def test_is_told_to_the_rooms_above_once(self, away, heard):
        nell = person("Nell Ash")
        commands.arrived(line_of(away).pk, by=nell, at=at("09:20"))
        assert heard == [(away.pk, at("09:00").date(), "AM", nell, at("09:20"))]

    def test_also_follows_an_amendment_and_a_second_tap(self, heard):
        _, [callum, rhys] = a_class(2)
        sam = person("Sam Okoro")
        for pupil in (callum, rhys):
            mark(pupil, "away", f"{DAY} 09:03", sam)
        mark(callum, "late", f"{DAY} 09:08", sam)
        commands.record_arrival(line_of(rhys).pk, at("09:12"), by=sam, at=at("09:15"))
        assert [pupil for pupil, *_ in heard] == [callum.pk, rhys.pk]

    def test_does_not_follow_a_first_mark_or_a_reason(self, heard):
        _, [callum, rhys] = a_class(2)
        mark(callum, "here", f"{DAY} 09:03", person("Sam"))
        mark(rhys, "away", f"{DAY} 09:03", person("Sam"))
        commands.amend_mark(line_of(rhys).pk, "I", reason="Ill", by=person("Nell"), at=at("09:20"))
        assert heard == []

    def test_does_not_follow_a_mark_put_right_on_another_day(self, away, heard):
        commands.record_arrival(line_of(away).pk, at("09:20"), by=person("Nell"), at=london("2026-11-24 09:00"))
        assert heard == []


class TestHereAfterNotHereOnAnOpenRegister:
    @pytest.fixture
    def callum(self):
        """Marked "Not here" at 09:03, on a register nobody has finished."""
        _, [pupil] = a_class(1)
        self.sam = person("Sam Okoro")
        mark(pupil, "away", f"{DAY} 09:03", self.sam)
        return pupil

    @pytest.mark.parametrize(("clock", "code", "minutes"), [("09:17", "L", 17), ("09:40", "U", 40)])
    def test_is_an_arrival_by_the_clock(self, callum, heard, clock, code, minutes):
        mark(callum, "here", f"{DAY} {clock}", self.sam)
        assert (code_of(callum), marks_of(callum)[-1].minutes_late) == (code, minutes)
        assert len(heard) == 1

    def test_takes_a_slip_of_the_finger_back_within_two_minutes(self, callum):
        mark(callum, "here", f"{DAY} 09:05", self.sam)
        assert code_of(callum) == "/"

    def test_is_here_from_the_start_after_undo(self, callum):
        commands.undo(line_of(callum).pk, seen=line_of(callum).current_mark_id, by=self.sam, at=at("09:16"))
        mark(callum, "here", f"{DAY} 09:17", self.sam)
        assert code_of(callum) == "/"

    def test_sent_again_with_the_same_id_is_once(self, callum):
        tap = a_tap(callum, "here")
        for _ in range(2):
            commands.record_mark(tap, by=self.sam, at=at("09:17"))
        assert [each.code_key for each in marks_of(callum)] == ["N", "L"]


class TestOnTheRegister:
    def test_is_one_tap_on_a_finished_register(self, away, sign_in):
        register = line_of(away).register
        client = sign_in(register, f"{DAY} 09:20")
        address = reverse("registers:page", args=[register.pk])
        assert "Here now" in client.get(address).content.decode()
        client.post(reverse("registers:mark", args=[register.pk]), {"arrived": line_of(away).pk})
        assert code_of(away) == "L"

    def test_is_not_offered_when_the_session_is_over(self, away, sign_in):
        register = line_of(away).register
        page = sign_in(register, f"{DAY} 12:30").get(reverse("registers:page", args=[register.pk]))
        assert "Here now" not in page.content.decode()


@pytest.fixture
def gone():
    """A pupil who was here at 09:02."""
    _, [callum] = a_class(1)
    mark(callum, "here", f"{DAY} 09:02", person("Sam Okoro"))
    return callum


def leaves(pupil, clock, left="10:10"):
    return commands.left_without_leave(line_of(pupil).pk, at(left), by=person("Nell Ash"), at=at(clock))


def opened(pupil):
    return Duty.objects.filter(pupil=pupil, fact="left-without-leave")


class TestLeavingWithoutLeave:
    def test_leaves_the_mark_as_it_is(self, gone):
        leaves(gone, "10:12")
        assert code_of(gone) == "/"

    def test_opens_what_the_policy_says_from_the_time_of_leaving(self, gone):
        leaves(gone, "10:12")
        policy = policy_on(gone.provision_id, at("10:12").date())
        rules = policy.rules_for(Fact.LEFT_WITHOUT_LEAVE, at("10:12").date())
        assert {duty.rule for duty in opened(gone)} == {rule.key for rule in rules}
        assert all(duty.starts_at == at("10:10") for duty in opened(gone))

    def test_tells_the_main_school_and_the_council_each(self):
        council = a_commissioner(kind="council", name="Ashmere Council")
        school = a_commissioner(council.provision, name="Netherfold Academy")
        group = a_group(a_site(council.provision))
        callum = a_pupil(group=group, commissioner=council)
        callum.placements.update(main_school=school)
        a_register(callum, DAY)
        mark(callum, "here", f"{DAY} 09:02", person("Sam"))
        leaves(callum, "10:12")
        assert set(opened(callum).filter(kind="tell-the-school").values_list("commissioner__name", flat=True)) == {
            "Netherfold Academy",
            "Ashmere Council",
        }
        assert opened(callum).filter(kind="call-home").count() == 1

    def test_is_kept_as_a_departure_without_leave(self, gone):
        left = leaves(gone, "10:12")
        assert (left.with_leave, left.left_at) == (False, at("10:10"))

    def test_in_the_future_is_refused(self, gone):
        with pytest.raises(OutOfOrder):
            leaves(gone, "10:05")

    def test_twice_is_refused(self, gone):
        leaves(gone, "10:12")
        with pytest.raises(LeftAlready):
            leaves(gone, "10:13")

    def test_is_over_when_the_pupil_is_back(self, gone):
        left = leaves(gone, "10:12")
        commands.sign_in(left, at("10:14"), by=person("Nell Ash"), at=at("10:14"))
        assert not opened(gone).filter(closed_at=None).exists()

    def test_is_recorded_from_the_register_with_a_time(self, gone, sign_in):
        line = line_of(gone)
        client = sign_in(line.register, f"{DAY} 10:12")
        address = reverse("registers:left", args=[line.register_id, line.pk])
        assert client.get(address).status_code == 200
        assert client.post(address, {"left_time": "10:10"}).url == reverse("registers:on_site")
        assert SignOut.objects.get().left_at == at("10:10")

    def test_asks_again_for_a_time_to_come(self, gone, sign_in):
        line = line_of(gone)
        client = sign_in(line.register, f"{DAY} 10:12")
        page = client.post(reverse("registers:left", args=[line.register_id, line.pk]), {"left_time": "10:30"})
        assert page.status_code == 422
