"""The promise record: what was promised, what was done, what proves it, and the share kept in time."""

from __future__ import annotations

import csv
import io
from uuid import uuid4

import pytest
from django.urls import reverse

from firstbell.accounts.models import AccessLog
from firstbell.duties.models import Duty, DutyMessage
from firstbell.followup.models import ContactAttempt, Receipt
from firstbell.followup.tests.mornings import at
from firstbell.journal.models import JournalEntry
from firstbell.outbox.models import Message, MessageEvent
from firstbell.reports.promises.shares import Sum, promises
from tests.builders import a_commissioner, a_member, a_provision, a_pupil, day, london

pytestmark = pytest.mark.django_db

MONDAY = "2026-11-23"


@pytest.fixture
def pupil(clock_runs_from):
    clock_runs_from(f"{MONDAY} 16:10")
    return a_pupil("Callum Tarn", provision=a_provision(), placed=False)


@pytest.fixture
def head(client, pupil):
    user = a_member(pupil.provision, "head")
    client.force_login(user, backend="firstbell.accounts.backend.StaffBackend")
    return user


def a_duty(pupil, *, kind="call-home", clause="SS-14", on=MONDAY, due="09:10", done="09:08", state="met", **fields):
    """A duty to call home, met two minutes before its time unless told otherwise."""
    closed = at(done, on) if done else None
    late = fields.pop("was_late", bool(closed and closed > at(due, on)))
    return Duty.objects.create(**{
        "provision": pupil.provision, "rule": kind, "kind": kind, "fact": "unexplained-absence", "pupil": pupil,
        "subject": f"pupil:{pupil.pk}", "on": day(on), "session": "AM", "occasion": uuid4().hex[:12],
        "owner_role": "attendance_lead", "met_by": "spoke", "sentence": f"{kind} in time", "clause": clause,
        "opened_at": at("09:03", on), "due_at": at(due, on), "state": state, "closed_at": closed,
        "closed_by": "Priya Nair" if closed else "", "outcome": "spoke" if closed else "", "was_late": late,
    } | fields)  # fmt: skip


def missed(pupil, **fields):
    return a_duty(pupil, state="missed", done="23:59", outcome="the day ended", **fields)


def text_of(client, **asked):
    return client.get(reverse("reports:promises"), asked).content.decode()


class TestTheShare:
    def sums(self, pupil):
        return promises(Duty.objects.filter(provision=pupil.provision))[0].whole

    def test_counts_in_time_late_missed_and_late_still_to_do(self, pupil):
        for _ in range(3):
            a_duty(pupil)
        a_duty(pupil, done="09:11")
        missed(pupil)
        a_duty(pupil, state="open", done=None, was_late=True)
        whole = self.sums(pupil)
        assert (whole.in_time, whole.late, whole.missed, whole.late_open) == (3, 1, 1, 1)
        assert (whole.counted, whole.words) == (6, "50.0%")

    def test_leaves_out_what_was_no_longer_needed_and_says_how_many(self, pupil):
        a_duty(pupil)
        a_duty(pupil, state="withdrawn", outcome="notice")
        whole = self.sums(pupil)
        assert (whole.counted, whole.withdrawn, whole.words) == (1, 1, "all")

    def test_leaves_out_what_is_not_due_yet(self, pupil):
        a_duty(pupil)
        a_duty(pupil, state="open", done=None)
        whole = self.sums(pupil)
        assert (whole.counted, whole.not_yet_due) == (1, 1)

    def test_is_never_rounded_up_to_all(self):
        assert Sum(in_time=9999, late=1).words == "99.9%"

    def test_of_nothing_is_no_share(self):
        assert (Sum(withdrawn=4).share, Sum(withdrawn=4).words) == (None, "nothing due")

    def test_stands_apart_for_each_month(self, pupil):
        a_duty(pupil)
        missed(pupil, on="2026-10-14")
        (promise,) = promises(Duty.objects.filter(provision=pupil.provision), [day("2026-11-01")])
        october, november = promise.cells([day("2026-10-01"), day("2026-11-01")])
        assert (october.words, november.words, promise.whole.words) == ("0.0%", "all", "all")

    def test_stands_apart_for_a_school_with_a_time_of_its_own(self, pupil):
        for minutes in (20, 30, 30):
            a_duty(pupil, kind="tell-the-school", clause="SS-17", sentence=f"Tell the school within {minutes} minutes")
        found = {promise.sentence: promise.whole.counted for promise in promises(Duty.objects.all())}
        assert found == {"Tell the school within 20 minutes": 1, "Tell the school within 30 minutes": 2}

    def test_stands_in_the_order_of_the_clauses(self, pupil):
        for clause in ("SS-14", "SS-3", "SS-17"):
            a_duty(pupil, kind=f"rule-{clause}", clause=clause)
        found = promises(Duty.objects.filter(provision=pupil.provision))
        assert [promise.clause for promise in found] == ["SS-3", "SS-14", "SS-17"]


class TestThePage:
    def test_says_the_sum_and_the_share(self, head, client, pupil):
        a_duty(pupil)
        missed(pupil)
        page = text_of(client)
        assert "1 of 2 done in time: 50.0%" in page
        assert "1 missed" in page

    def test_opens_every_miss_to_its_evidence(self, head, client, pupil):
        duty = missed(pupil, late_reason="Line engaged twice", late_reason_by="Priya Nair", late_reason_at=at("10:00"))
        ContactAttempt.objects.create(
            pupil=pupil, on=duty.on, session="AM", spoke_to="Ines Tarn", number="+447700900123", outcome="engaged",
            made_by="Priya Nair", made_by_role="attendance_lead", made_at=at("09:12"), recorded_at=at("09:12"),
        )  # fmt: skip
        page = text_of(client)
        assert f'id="duty-{duty.pk}"' in page
        assert "Ines Tarn: engaged" in page
        assert "Line engaged twice" in page

    def test_shows_the_other_servers_own_words_and_time_and_the_receipt(self, head, client, pupil):
        school = a_commissioner(pupil.provision, name="Netherfold Academy")
        duty = a_duty(
            pupil, kind="tell-the-school", clause="SS-17", due="09:30", done="09:18", outcome="message-accepted",
            commissioner=school, closed_by="mx.netherfold.example",
        )  # fmt: skip
        message = Message.objects.create(
            provision=pupil.provision, commissioner=school, key=uuid4().hex, purpose="session-absences", on=duty.on,
            to_name=school.name, to_address="office@netherfold.example", subject="Attendance", text="…",
            message_id=f"<{uuid4().hex}@example.org>", drafted_at=at("09:04"), due_at=at("09:18"), state="accepted",
        )  # fmt: skip
        DutyMessage.objects.create(duty=duty, message=message)
        MessageEvent.objects.create(
            message=message, state="accepted", at=london(f"{MONDAY} 09:18:04"), by="post", words="250 2.0.0 Ok: queued"
        )
        Receipt.objects.create(message=message, said_by="Ms Rowe", how="link", read_at=at("09:25"), recorded_by="link")
        page = text_of(client, show="all")
        assert "250 2.0.0 Ok: queued" in page
        assert "09:18:04" in page
        assert "Netherfold Academy says that it was read" in page

    def test_does_not_borrow_another_sessions_call_as_proof(self, head, client, pupil):
        duty = missed(pupil)
        ContactAttempt.objects.create(
            pupil=pupil, on=duty.on, session="PM", spoke_to="Ines Tarn", outcome="no_answer", made_by="Priya Nair",
            made_by_role="attendance_lead", made_at=at("13:12"), recorded_at=at("13:12"),
        )  # fmt: skip
        assert "Nobody tried, as far as the record goes" in text_of(client)

    def test_lists_what_was_done_in_time_when_asked(self, head, client, pupil):
        duty = a_duty(pupil)
        assert f'id="duty-{duty.pk}"' not in text_of(client)
        assert f'id="duty-{duty.pk}"' in text_of(client, show="all")

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ({"pupil": "callum"}, True),
            ({"pupil": "ola"}, False),
            ({"clause": "SS-14"}, True),
            ({"clause": "SS-17"}, False),
            ({"day": MONDAY}, True),
            ({"day": "2026-11-20"}, False),
            ({"month": "2026-11"}, True),
            ({"month": "2026-10"}, False),
            ({"month": "year"}, True),
            ({"month": "no month", "clause": "?", "day": "soon"}, True),
        ],
    )
    def test_can_be_narrowed(self, head, client, pupil, asked, shown):
        duty = missed(pupil)
        assert (f'id="duty-{duty.pk}"' in text_of(client, **asked)) is shown

    def test_shows_nothing_of_another_provision(self, head, client, pupil):
        other = missed(a_pupil("Ola Danjuma", provision=a_provision(), placed=False))
        assert f'id="duty-{other.pk}"' not in text_of(client)

    def test_shows_a_concern_to_the_safeguarding_lead_alone(self, head, client, pupil):
        concern = missed(pupil, kind="alert-the-safeguarding-lead", fact="concern-raised", clause="SS-33")
        assert f'id="duty-{concern.pk}"' not in text_of(client)
        lead = a_member(pupil.provision, "safeguarding_lead")
        client.force_login(lead, backend="firstbell.accounts.backend.StaffBackend")
        assert f'id="duty-{concern.pk}"' in text_of(client)

    def test_notes_whose_records_were_read(self, head, client, pupil):
        missed(pupil)
        text_of(client)
        assert AccessLog.objects.filter(pupil_id=pupil.pk, route="reports:promises", kind="viewed").exists()

    def test_is_not_a_tutors(self, client, pupil):
        tutor = a_member(pupil.provision, "tutor")
        client.force_login(tutor, backend="firstbell.accounts.backend.StaffBackend")
        assert client.get(reverse("reports:promises")).status_code == 403

    @pytest.mark.parametrize("duties", [2, 40])
    def test_asks_the_database_as_often_for_few_as_for_many(
        self, head, client, pupil, duties, django_assert_num_queries
    ):
        for number in range(duties):
            missed(pupil, on=f"2026-11-{2 + number % 20:02d}")
        client.get(reverse("reports:promises"))
        with django_assert_num_queries(15):
            client.get(reverse("reports:promises"))


class TestTheFile:
    def rows(self, client, **asked):
        address = reverse("reports:promises_file") + ("?show=all" if asked.get("show") else "")
        answer = client.post(address)
        return answer, list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    def test_holds_each_row_with_its_instants_and_proof(self, head, client, pupil):
        a_duty(pupil)
        _, (row,) = self.rows(client, show="all")
        assert (row["About"], row["Due"], row["Done"], row["In time"]) == (
            "Callum Tarn",
            "2026-11-23 09:10:00",
            "2026-11-23 09:08:00",
            "yes",
        )
        assert "Met: somebody spoke (Priya Nair)" in row["Proof"]

    def test_cannot_do_anything_when_it_is_opened(self, head, client, pupil):
        reason = '=HYPERLINK("http://x.example")'
        missed(pupil, late_reason=reason, late_reason_by="Priya Nair", late_reason_at=at("10:00"))
        _, (row,) = self.rows(client)
        assert row["Why it was late"] == f"'{reason}"

    def test_is_noted_in_the_journal_and_in_the_log_of_reading(self, head, client, pupil):
        missed(pupil)
        answer, _ = self.rows(client)
        assert answer["Content-Disposition"] == 'attachment; filename="promises-2026-11-23.csv"'
        assert JournalEntry.objects.filter(verb="export.made").exists()
        assert AccessLog.objects.filter(pupil_id=pupil.pk, kind="exported").exists()

    @pytest.mark.parametrize("duties", [2, 60])
    def test_asks_the_database_as_often_for_few_as_for_many(
        self, head, client, pupil, duties, django_assert_num_queries
    ):
        for number in range(duties):
            missed(pupil, on=f"2026-11-{2 + number % 20:02d}")
        self.rows(client)
        with django_assert_num_queries(14):
            self.rows(client)
