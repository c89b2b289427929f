"""A case of a pupil whom nobody found: opened once, written in, told to the council, closed with an outcome."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from firstbell.duties.models import Duty
from firstbell.followup.missing import commands
from firstbell.followup.missing.commands import CaseClosed, NothingToSend, Said
from firstbell.followup.missing.models import CaseEntry, MissingCase
from firstbell.followup.missing.queries import case_page
from firstbell.followup.tests.mornings import at, marked, rings
from firstbell.journal import Actor
from firstbell.journal.models import JournalEntry
from firstbell.outbox.models import Message
from tests.builders import a_commissioner, a_contact, a_group, a_placement, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db

DANA = Actor("staff", None, "Dana Fell", "safeguarding_lead")
FOUR = "16:00"


@pytest.fixture
def pupil():
    return a_pupil("Callum Tarn", group=a_group(a_site(a_provision(name="Alder Yard"))), upn="A123456789012")


def opened(pupil, clock=FOUR):
    return commands.open_case(pupil, on=date(2026, 11, 23), why="Nobody was found", by=DANA, at=at(clock))


def a_duty(pupil, kind, met_by="done message-accepted"):
    return Duty.objects.create(
        provision=pupil.provision, rule=kind, kind=kind, fact="nobody-found", subject=f"pupil:{pupil.pk}", pupil=pupil,
        on=date(2026, 11, 23), session="PM", owner_role="safeguarding_lead", met_by=met_by, sentence=kind,
        opened_at=at("15:00"), due_at=at("18:00"),
    )  # fmt: skip


def noted(case, kind="note", words="Rang the aunt", settles=False, clock="16:10"):
    return commands.add_entry(case, Said(kind, words, at(clock), settles=settles), by=DANA, at=at(clock))


def steps(case):
    return {step.kind: step for step in case_page(case, at("17:00")).steps}


class TestOpening:
    def test_a_second_case_of_the_same_pupil_is_the_first(self, pupil):
        assert opened(pupil).pk == opened(pupil, "16:05").pk
        assert CaseEntry.objects.count() == 1

    def test_is_refused_by_the_database_while_one_is_open(self, pupil):
        opened(pupil)
        with pytest.raises(IntegrityError), transaction.atomic():
            MissingCase.objects.create(
                provision=pupil.provision, pupil=pupil, opened_on=date(2026, 11, 23), opened_at=at(FOUR), why="Again"
            )

    def test_is_written_in_the_journal(self, pupil):
        opened(pupil)
        assert JournalEntry.objects.filter(verb="case.opened", about=f"pupil:{pupil.pk}").exists()


class TestTheChecklist:
    def test_has_a_step_for_each_thing_an_alternative_provision_does(self, pupil):
        assert list(steps(opened(pupil))) == [
            "review",
            "contacts",
            "siblings",
            "school",
            "visit",
            "professionals",
            "council",
        ]

    def test_keeps_a_step_open_until_somebody_says_that_nothing_is_left(self, pupil):
        case = opened(pupil)
        noted(case, "visit", "The school goes at 17:00")
        assert steps(case)["visit"].settled is None
        noted(case, "visit", "Nobody at home, neighbours not seen them", settles=True, clock="17:00")
        assert steps(case)["visit"].settled.words == "Nobody at home, neighbours not seen them"

    @pytest.mark.parametrize(("step", "kind"), [("visit", "home-visit"), ("review", "alert-the-safeguarding-lead")])
    def test_meets_the_duty_of_a_settled_step(self, pupil, step, kind):
        case, duty = opened(pupil), a_duty(pupil, kind)
        noted(case, step, settles=True)
        duty.refresh_from_db()
        assert (duty.state, duty.outcome) == ("met", "done")

    def test_leaves_the_duty_of_a_step_in_progress(self, pupil):
        case, duty = opened(pupil), a_duty(pupil, "home-visit")
        noted(case, "visit")
        duty.refresh_from_db()
        assert duty.state == "open"

    def test_names_brothers_and_sisters_by_a_shared_number(self, pupil):
        sister = a_pupil("Kit Tarn", provision=pupil.provision, placed=False)
        a_contact(sister, number=pupil.contacts.get().numbers.get().number)
        a_pupil("Ola Danjuma", provision=pupil.provision, placed=False)
        assert [other.name for other in case_page(opened(pupil), at(FOUR)).known.siblings] == ["Kit Tarn"]


class TestTheTimeline:
    def test_holds_calls_and_entries_in_the_order_they_happened(self, pupil):
        marked(pupil)
        rings(pupil, "no_answer", clock="09:08")
        case = opened(pupil)
        noted(case, "school", "They have heard nothing", clock="16:20")
        what = [deed.what.partition(" on ")[0] for deed in case_page(case, at("17:00")).timeline]
        assert what == ["Rang mother", "Case opened", "The main school asked"]

    def test_is_never_edited(self, pupil):
        opened(pupil)
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseEntry.objects.update(words="Something else")

    def test_says_whom_of_the_contacts_somebody_tried(self, pupil):
        a_contact(pupil, name="Len Tarn", relationship="Grandfather")
        marked(pupil)
        rings(pupil, "no_answer", clock="09:08")
        page = case_page(opened(pupil), at("17:00"))
        assert page.known.contacts_tried == "1 of 2 contacts tried, nobody reached"


class TestTheCounts:
    def test_are_counted_from_the_register(self, pupil):
        for on in ("2026-11-19", "2026-11-20", "2026-11-23"):
            marked(pupil, on=on)
            marked(pupil, on=on, session="PM", clock="13:05")
        counts = {each.rule: each.count for each in case_page(opened(pupil), at(FOUR)).known.milestones}
        assert counts == {"R-063": 3, "R-065": 0, "R-070": 6, "R-085": 3}

    def test_say_when_the_pupil_was_last_seen(self, pupil):
        from firstbell.domain.marks import Choice

        marked(pupil, Choice.HERE, on="2026-11-20")
        marked(pupil)
        assert case_page(opened(pupil), at(FOUR)).known.last_seen == "20 November 2026, morning"

    @pytest.mark.parametrize("days", [1, 6])
    def test_cost_the_same_for_one_day_as_for_many(self, pupil, days, django_assert_num_queries):
        for on in ("2026-11-23", "2026-11-20", "2026-11-19", "2026-11-18", "2026-11-17", "2026-11-16")[:days]:
            marked(pupil, on=on)
        case = opened(pupil)
        noted(case)
        with django_assert_num_queries(13):
            case_page(case, at("17:00"))


class TestTellingTheCouncil:
    def test_goes_to_the_council_that_arranged_the_place(self, pupil):
        council = a_commissioner(
            pupil.provision, kind="council", name="Wexcombe Council", notice_email="cme@wexcombe.example"
        )
        a_placement(pupil, a_group(a_site(pupil.provision)), commissioner=council, days="1", from_on="2026-09-01")
        message = commands.draft_to_council(opened(pupil), by=DANA, at=at(FOUR))
        assert (message.to_name, message.to_address) == ("Wexcombe Council", "cme@wexcombe.example")

    def test_goes_to_the_address_of_the_settings_where_no_council_arranged_it(self, pupil):
        keep_council(pupil)
        message = commands.draft_to_council(opened(pupil), by=DANA, at=at(FOUR))
        assert message.to_address == "missing@wexcombe.example"

    def test_says_to_ring_where_no_address_is_kept(self, pupil):
        message = commands.draft_to_council(opened(pupil), by=DANA, at=at(FOUR))
        assert message.state == Message.State.FAILED

    def test_waits_until_a_person_has_read_it(self, pupil):
        keep_council(pupil)
        message = commands.draft_to_council(opened(pupil), by=DANA, at=at(FOUR))
        assert message.state == Message.State.HELD

    def test_names_the_child_in_the_text_alone(self, pupil):
        keep_council(pupil)
        message = commands.draft_to_council(opened(pupil), by=DANA, at=at(FOUR))
        assert "Callum" not in message.subject
        assert "Callum Tarn" in message.text
        assert "A123456789012" in message.text

    def test_tells_what_the_register_counts_and_what_was_tried(self, pupil):
        keep_council(pupil)
        marked(pupil)
        rings(pupil, "no_answer", clock="09:08")
        text = commands.draft_to_council(opened(pupil), by=DANA, at=at(FOUR)).text
        assert "Unauthorised sessions in ten school weeks: 1 of 10, since 23 November 2026" in text
        assert "23 November 2026, 09:08  Rang mother on" in text

    def test_is_drawn_again_while_it_waits(self, pupil):
        keep_council(pupil)
        case = opened(pupil)
        first = commands.draft_to_council(case, by=DANA, at=at(FOUR))
        noted(case, "professionals", "Social worker saw him on Saturday")
        again = commands.draft_to_council(case, by=DANA, at=at("16:30"))
        assert again.pk == first.pk
        assert "Social worker saw him on Saturday" in again.text

    def test_goes_when_a_person_sends_it_and_counts_when_their_server_took_it(self, pupil):
        keep_council(pupil)
        case, duty = opened(pupil), a_duty(pupil, "cme-notification", "message-accepted done")
        commands.draft_to_council(case, by=DANA, at=at(FOUR))
        message = commands.send_to_council(case, by=DANA, at=at("16:20"))
        assert message.state == Message.State.QUEUED
        assert steps(case)["council"].settled is None
        accepted(message)
        duty.refresh_from_db()
        assert (duty.state, duty.outcome) == ("met", "message-accepted")
        assert "250 taken" in steps(case)["council"].settled.words

    def test_stays_to_be_done_when_it_came_back(self, pupil):
        keep_council(pupil)
        case = opened(pupil)
        commands.draft_to_council(case, by=DANA, at=at(FOUR))
        message = commands.send_to_council(case, by=DANA, at=at("16:20"))
        accepted(message, state="failed", words="550 no such mailbox")
        assert steps(case)["council"].settled is None
        assert "550 no such mailbox" in steps(case)["council"].latest.words

    def test_is_met_by_a_call_that_somebody_wrote_down(self, pupil):
        case, duty = opened(pupil), a_duty(pupil, "cme-notification")
        noted(case, "council", "Rang the officer, reference 88", settles=True)
        duty.refresh_from_db()
        assert duty.state == "met"

    def test_cannot_be_sent_before_it_was_drafted(self, pupil):
        with pytest.raises(NothingToSend):
            commands.send_to_council(opened(pupil), by=DANA, at=at(FOUR))


class TestClosing:
    def test_keeps_the_outcome_and_lets_go_of_what_was_left(self, pupil):
        case, duty = opened(pupil), a_duty(pupil, "home-visit")
        commands.close_case(case, outcome="returned", evidence="", by=DANA, at=at("16:40"))
        duty.refresh_from_db()
        case.refresh_from_db()
        assert (case.outcome, case.closed_by, duty.state) == ("returned", "Dana Fell", "withdrawn")

    def test_takes_back_a_notification_that_was_not_sent(self, pupil):
        keep_council(pupil)
        case = opened(pupil)
        message = commands.draft_to_council(case, by=DANA, at=at(FOUR))
        commands.close_case(case, outcome="returned", evidence="", by=DANA, at=at("16:40"))
        message.refresh_from_db()
        assert message.state == Message.State.CANCELLED

    def test_happens_once(self, pupil):
        case = opened(pupil)
        commands.close_case(case, outcome="returned", evidence="", by=DANA, at=at("16:40"))
        with pytest.raises(CaseClosed):
            commands.close_case(case, outcome="other", evidence="Letter", by=DANA, at=at("16:41"))

    def test_ends_the_writing(self, pupil):
        case = opened(pupil)
        commands.close_case(case, outcome="returned", evidence="", by=DANA, at=at("16:40"))
        with pytest.raises(CaseClosed):
            noted(case)

    def test_another_ending_needs_evidence_in_the_database_too(self, pupil):
        case = opened(pupil)
        with pytest.raises(IntegrityError), transaction.atomic():
            commands.close_case(case, outcome="other", evidence="", by=DANA, at=at("16:40"))

    def test_lets_a_new_case_be_opened_later(self, pupil):
        case = opened(pupil)
        commands.close_case(case, outcome="returned", evidence="", by=DANA, at=at("16:40"))
        assert opened(pupil, "16:50").pk != case.pk


def keep_council(pupil):
    commands.keep_council_contact(
        pupil.provision_id, name="Wexcombe Council", email="missing@wexcombe.example", phone="", by=DANA, at=at("08:00")
    )


def accepted(message, state="accepted", words="250 taken"):
    """What the worker does when their server has answered."""
    from firstbell.outbox.heeding import heed

    message.state, message.server, message.server_reply = state, "mx.wexcombe.example", words
    message.save(update_fields=["state", "server", "server_reply"])
    heed(message, at("16:21"))
