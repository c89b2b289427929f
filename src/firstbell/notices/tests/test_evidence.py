"""Papers beside a notice: judged by content, kept with their hash, never lost and never half kept."""

from __future__ import annotations

from hashlib import sha256

import pytest

from firstbell.notices import commands, evidence
from firstbell.notices.commands import NoticeFacts
from firstbell.notices.models import Evidence, Notice
from tests.builders import a_pupil, day, london, staff

pytestmark = pytest.mark.django_db
AT = london("2026-11-23 08:31")
MONDAY = day("2026-11-23")
HEADS = {
    "application/pdf": b"%PDF-1.7 card",
    "image/jpeg": b"\xff\xd8\xff\xe0 card",
    "image/png": b"\x89PNG\r\n\x1a\n card",
    "image/heic": b"\x00\x00\x00\x18ftypheic card",
}


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def pupil():
    return a_pupil("Kacey Holt", placed=False)


def take(pupil, paper=None, how="phone", starts_on=MONDAY, **more):
    facts = NoticeFacts(pupil, starts_on, MONDAY, told_by="parent", how=how, reason="Dentist", **more)
    return commands.take_notice(facts, by=staff(pupil.provision).actor, at=AT, paper=paper)


class TestAPaper:
    @pytest.mark.parametrize("content_type", HEADS)
    def test_is_what_its_content_says_whatever_its_name(self, content_type):
        assert evidence.read_paper("card.exe", HEADS[content_type]).content_type == content_type

    @pytest.mark.parametrize("content", [b"<html>card", b"MZ\x90", b"GIF89a", b"", b"<svg/>", b"PK\x03\x04 docx"])
    def test_of_another_kind_is_refused_though_its_name_is_right(self, content):
        with pytest.raises(evidence.PaperRefused, match="Take a photo of the paper"):
            evidence.read_paper("card.pdf", content)

    def test_of_five_megabytes_is_kept_and_of_one_byte_more_is_not(self):
        largest = HEADS["application/pdf"].ljust(evidence.MOST_BYTES, b".")
        assert evidence.read_paper("card.pdf", largest).content == largest
        with pytest.raises(evidence.PaperRefused, match="larger than 5 MB"):
            evidence.read_paper("card.pdf", largest + b".")

    def test_loses_the_folders_of_its_name(self):
        assert evidence.read_paper("C:\\Users\\dawn\\../card.pdf", HEADS["application/pdf"]).name == "card.pdf"


class TestKeeping:
    def test_writes_it_outside_the_web_root_under_a_name_of_ours(self, pupil, data_folder):
        notice = take(pupil, evidence.read_paper("card.pdf", HEADS["application/pdf"]))
        row = notice.evidence.get()
        assert (data_folder / "evidence" / row.kept_as).read_bytes() == HEADS["application/pdf"]
        assert "card" not in row.kept_as
        assert row.sha256 == sha256(HEADS["application/pdf"]).hexdigest()

    def test_leaves_no_file_behind_when_the_notice_could_not_be_kept(self, pupil, data_folder, monkeypatch):
        def fails(*_args, **_kwargs):
            raise RuntimeError("the disk is full")

        monkeypatch.setattr(Evidence.objects, "create", fails)
        with pytest.raises(RuntimeError):
            take(pupil, evidence.read_paper("card.pdf", HEADS["application/pdf"]))
        assert not Notice.objects.exists()
        assert list((data_folder / "evidence").iterdir()) == []


class TestWrittenConfirmation:
    def test_is_wanted_of_what_home_said_aloud(self, pupil):
        assert [take(pupil, how=how).wants_confirmation for how in ("phone", "in_person", "text", "email")] == [
            True,
            True,
            False,
            False,
        ]

    def test_is_there_already_where_a_paper_came_with_it(self, pupil):
        notice = take(pupil, evidence.read_paper("card.pdf", HEADS["application/pdf"]))
        assert (notice.confirmed_at, notice.confirmed_how) == (AT, "upload")

    def test_is_recorded_once(self, pupil):
        notice, lead = take(pupil), staff(pupil.provision)
        assert commands.confirm_in_writing(notice, "email", by=lead.actor, at=AT)
        assert not commands.confirm_in_writing(notice, "paper", by=lead.actor, at=AT)
        assert Notice.objects.get().confirmed_how == "email"
