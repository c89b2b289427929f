"""An invitation that every calendar reads (RFC 5545)."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.support.meetings.calendar_files import Entry, Method, calendar_file, content_type
from tests.support.times import london

ENTRY = Entry(
    uid="abc@firstbell.example",
    sequence=0,
    title="Meeting about attendance",
    starts_at=london("2026-11-25 14:30"),
    ends_at=london("2026-11-25 15:15"),
    made_at=london("2026-11-23 10:00"),
    organiser=("Stepping Stones", "office@stones.example"),
    invited=("Ines Tarn", "ines@home.example"),
)


def lines(entry: Entry = ENTRY, method: Method = Method.REQUEST) -> list[str]:
    """Return the lines as a calendar reads them: unfolded."""
    text = calendar_file(entry, method).decode()
    return text.replace("\r\n ", "").split("\r\n")


class TestAnInvitation:
    def test_asks_for_the_meeting_and_names_when_it_is_in_universal_time(self):
        assert {"METHOD:REQUEST", "DTSTART:20261125T143000Z", "DTEND:20261125T151500Z"} <= set(lines())

    def test_in_summer_time_is_an_hour_earlier_in_universal_time(self):
        summer = replace(ENTRY, starts_at=london("2026-06-24 14:30"), ends_at=london("2026-06-24 15:00"))
        assert "DTSTART:20260624T133000Z" in lines(summer)

    def test_has_everything_a_request_must_have(self):
        names = {line.partition(":")[0].partition(";")[0] for line in lines()}
        assert {"VERSION", "PRODID", "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "ORGANIZER", "ATTENDEE"} <= names

    def test_moves_the_entry_it_made_by_the_same_uid_and_a_higher_number(self):
        assert {"UID:abc@firstbell.example", "SEQUENCE:3"} <= set(lines(replace(ENTRY, sequence=3)))

    def test_names_nobody_but_the_one_it_goes_to(self):
        assert len([line for line in lines() if line.startswith("ATTENDEE")]) == 1

    def test_is_named_so_that_mail_programs_offer_to_accept(self):
        assert content_type(Method.REQUEST) == "text/calendar; method=REQUEST"

    def test_without_our_own_address_leaves_the_organiser_out(self):
        assert not any(line.startswith("ORGANIZER") for line in lines(replace(ENTRY, organiser=("Stones", ""))))


class TestACancellation:
    def test_says_so_in_the_method_and_in_the_entry(self):
        assert {"METHOD:CANCEL", "STATUS:CANCELLED"} <= set(lines(method=Method.CANCEL))


class TestWhatIsWritten:
    def test_cannot_break_out_of_its_line(self):
        sly = replace(ENTRY, title="A;b,c\\d\nATTENDEE:mailto:sly@x.example", invited=('Ann "A"\r\nX:y', "a@b.example"))
        assert "SUMMARY:A\\;b\\,c\\\\d\\nATTENDEE:mailto:sly@x.example" in lines(sly)
        assert len([line for line in lines(sly) if line.startswith(("ATTENDEE", "X:"))]) == 1

    @settings(max_examples=50)
    @given(st.text(max_size=300))
    def test_is_folded_at_75_bytes_and_reads_the_same_again(self, text):
        file = calendar_file(replace(ENTRY, title=text), Method.REQUEST)
        assert all(len(line) <= 75 and b"\n" not in line for line in file.split(b"\r\n"))
        [title] = [line for line in lines(replace(ENTRY, title=text)) if line.startswith("SUMMARY:")]
        read = title[8:].replace("\\n", "\n").replace("\\;", ";").replace("\\,", ",") if "\\\\" not in title else None
        plain = "\n".join("".join(each for each in line if each.isprintable()) for line in text.splitlines())
        assert read is None or read == plain

    def test_never_cuts_a_letter_in_two(self):
        for length in range(60, 80):
            calendar_file(replace(ENTRY, title="ą" * length), Method.REQUEST).decode()

    def test_keeps_the_instant_it_was_made(self):
        made = replace(ENTRY, made_at=datetime(2026, 11, 23, 10, 0, 5, tzinfo=UTC))
        assert "DTSTAMP:20261123T100005Z" in lines(made)
