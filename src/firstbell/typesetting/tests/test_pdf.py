"""A document is tagged, says what it was given whatever the script, and stops for no letter."""

from __future__ import annotations

import resource
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstbell import typesetting
from firstbell.typesetting import child
from tests.support import pdfs

HERE = Path(__file__).parent / "typst"
EVERYTHING = HERE / "everything.typ"
AT = datetime(2026, 6, 22, 23, 30, tzinfo=UTC)
NAMES = {
    "Arabic": "محمد الأحمد",
    "Bengali": "নাদিয়া রহমান",
    "Ukrainian": "Оксана Шевченко",
    "Punjabi": "ਗੁਰਪ੍ਰੀਤ ਕੌਰ",
    "Polish": "Łukasz Wiśniewski",
    "Markup": "#panic() *not bold* $x$ \\ @a <b>",
    "No font": "王小明",
    "Control": "a\x00b\x07c",
}


@pytest.fixture(scope="module")
def document() -> bytes:
    data = {
        "provision": "Stepping Stones",
        "checkpoint": "7K3F-92QD",
        "finding": "Attendance was 88.1 % this week.",
        "figures": [{"name": "Attendance", "figure": "88.1 %", "note": "37 of 42 sessions"}],
        "names": list(NAMES.items()),
        "days": [{"day": f"Day {number}", "possible": 10, "attended": 8} for number in range(60)],
    }
    return typesetting.pdf(EVERYTHING, data, title="Weekly report", at=AT)


@pytest.fixture(scope="module")
def words(document: bytes) -> str:
    return pdfs.text_of(document)


class TestADocument:
    def test_is_tagged_archival_and_says_its_title_and_language(self, document):
        assert pdfs.is_tagged(document)
        assert b"<pdfuaid:part>1</pdfuaid:part>" in document
        assert b"<pdfaid:part>2</pdfaid:part>" in document
        assert b"/Lang(en)" in document
        assert b"Weekly report" in document

    def test_says_at_the_foot_of_each_page_which_it_is_and_when_it_was_printed_in_london(self, words):
        pages = words.split("\f")
        assert len(pages) == 2
        for number, page in enumerate(pages, 1):
            assert f"Page {number} of 2" in page.replace("\n", "")
            assert "Printed 23 June 2026 at 00:30" in page
            assert "Checkpoint 7K3F-92QD" in page.replace("\n", " ")

    def test_repeats_the_head_of_a_table_on_each_page(self, words):
        first, second = words.split("\f")
        assert "Possible" in first
        assert "Possible" in second

    @pytest.mark.needs("the Noto fonts")
    @pytest.mark.parametrize("script", ["Bengali", "Ukrainian", "Punjabi", "Polish"])
    def test_has_a_name_in_its_own_script(self, words, script):
        letters = set(NAMES[script]) - {" "}
        assert letters <= set(words)

    @pytest.mark.needs("the Noto fonts")
    def test_has_a_name_in_arabic_letters_shaped_and_from_right_to_left(self, words):
        assert set("محمد") <= set(words)

    def test_reads_what_it_is_given_as_text_and_never_as_markup(self, words):
        assert NAMES["Markup"] in words

    def test_puts_a_box_for_a_letter_no_font_has_and_says_so(self, words):
        assert "王" not in words
        assert "□□□" in words
        assert "stands for a letter that no font on this machine has" in words.replace("\n", " ")

    def test_leaves_out_what_no_page_can_show(self, words):
        assert "abc" in words

    def test_is_the_same_to_the_byte_when_made_again_from_the_same(self):
        given = {"finding": "One", "figures": [], "names": [], "days": []}
        first, second = (typesetting.pdf(EVERYTHING, given, title="Twice", at=AT) for _ in range(2))
        assert first == second

    def test_needs_no_time_of_printing(self):
        given = {"finding": "One", "figures": [], "names": [], "days": []}
        made = typesetting.pdf(EVERYTHING, given, title="Blank", language="ar")
        assert b"/Lang(ar)" in made
        assert "Printed" not in pdfs.text_of(made)

    def test_gives_its_memory_back_with_the_process_that_made_it(self):
        given = {"finding": "One", "figures": [], "names": [], "days": []}
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        typesetting.pdf(EVERYTHING, given, title="Light", at=AT)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8_000
        assert "typst" not in vars(typesetting)


class TestADocumentThatCannotBeMade:
    def test_says_so_in_words_and_keeps_the_reason_for_the_log(self):
        with pytest.raises(typesetting.NotSet, match="Weekly.* could not be made") as refused:
            typesetting.pdf(EVERYTHING, {}, title="Weekly")
        assert "finding" in refused.value.reason

    def test_is_given_up_after_a_while(self, monkeypatch):
        monkeypatch.setattr(typesetting, "LONGEST_SECONDS", 0.01)
        with pytest.raises(typesetting.NotSet) as refused:
            typesetting.pdf(EVERYTHING, {}, title="Weekly")
        assert "longer than" in refused.value.reason


class TestTheLettersThatARefusalNames:
    def test_are_those_that_no_font_has_and_never_a_plain_letter(self):
        said = (
            'error: the text `"e"` could not be displayed with\nerror: the text `"\\u{20dd}王"` could not be displayed'
        )
        assert child.letters_lacking(said) == {"\u20dd", "王"}

    def test_become_boxes_wherever_they_stand(self):
        given = {"王": ["a王b", {"c": "王"}], "n": 3}
        assert child.boxed(given, {"王"}) == {"王": ["a□b", {"c": "□"}], "n": 3}
