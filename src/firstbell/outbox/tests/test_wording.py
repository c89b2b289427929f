"""Words to families: every language whole, short and plain, and none unconfirmed ever sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firstbell.outbox import wording
from firstbell.outbox.wording import Language, limits, load, render

ALL = wording.languages()
WORDS = {"provision": "Alder Yard", "link": "https://firstbell.example/r/x/", "phone": "01632 960100"}


def changed(code: str = "pl", **words: str) -> Language:
    return replace(load(code), words={**load(code).words, **words})


class TestTheLanguages:
    def test_are_eight(self):
        assert [each.code for each in ALL] == ["en", "ar", "bn", "pa", "pl", "ro", "uk", "ur"]

    @pytest.mark.parametrize("language", ALL, ids=lambda each: each.code)
    def test_have_every_key_the_same_placeholders_and_keep_to_the_limits(self, language):
        assert list(limits.faults(language)) == []

    @pytest.mark.parametrize("language", ALL[1:], ids=lambda each: each.code)
    def test_say_that_a_speaker_has_yet_to_confirm_them(self, language):
        assert language.status == "to be confirmed by a speaker"

    def test_run_from_right_to_left_where_they_do(self):
        assert [each.code for each in ALL if each.direction == "rtl"] == ["ar", "ur"]

    @pytest.mark.parametrize("said", ["Panjabi", "punjabi", " ਪੰਜਾਬੀ ", "pa"])
    def test_are_known_by_the_names_people_write(self, said):
        assert wording.language_of(said).code == "pa"

    def test_do_not_know_what_we_have_no_words_in(self):
        assert wording.language_of("Tigrinya") is None


class TestTheEnglish:
    def test_can_be_read_at_nine(self):
        assert limits.reading_age(list(load("en").words.values())) <= limits.OLDEST_READER

    @pytest.mark.parametrize("key", ["text-home", "text-report", "now-here"])
    def test_of_each_text_can_be_read_at_nine(self, key):
        assert limits.reading_age([load("en").words[key]]) <= limits.OLDEST_READER

    def test_measure_knows_hard_words(self):
        hard = "Unauthorised non-attendance necessitates immediate communication with the safeguarding representative."
        assert limits.reading_age([hard]) > limits.OLDEST_READER


class TestTheCheck:
    def test_finds_a_missing_key(self):
        words = dict(load("pl").words)
        del words["send"]
        assert list(limits.faults(replace(load("pl"), words=words))) == ["pl: send is missing. Add it."]

    def test_finds_a_missing_and_an_extra_placeholder(self):
        assert "Make them the same" in next(limits.faults(changed(ill="choroba")))
        assert "Make them the same" in next(limits.faults(changed(send="Wyślij {name}")))

    def test_finds_a_brace_that_does_not_close(self):
        assert "a brace does not close" in next(limits.faults(changed(send="Wyślij {name")))

    def test_finds_a_sentence_of_21_words_and_takes_one_of_20_among_short_ones(self):
        said = " ".join(["tak"] * 20)
        assert not list(limits.faults(changed(send=f"{said}. Tak. Tak.")))
        assert "a sentence of 21 words" in next(limits.faults(changed(send=f"{said} tak. Tak. Tak.")))

    def test_finds_long_sentences_on_average(self):
        said = " ".join(["tak"] * 13)
        assert "13 words on average" in next(limits.faults(changed(send=f"{said}. {said}.")))

    def test_finds_more_than_150_words(self):
        assert "151 words" in next(limits.faults(changed(send="Tak. " * 151)))


class TestRendering:
    def test_gives_english_where_nobody_here_has_checked_the_language(self):
        said = render("text-home", "Polish", WORDS)
        assert (said.text, said.language, said.is_confirmed) == (said.english, "en", False)

    def test_gives_the_language_once_its_words_are_checked_and_keeps_the_english_twin(self):
        said = render("text-home", "Polish", WORDS, {"pl": load("pl").words_hash})
        assert (said.language, said.is_confirmed) == ("pl", True)
        assert "Państwa dziecka jeszcze nie ma" in said.text
        assert "Your child is not here yet" in said.english

    def test_gives_english_again_when_the_words_have_changed_since_the_check(self):
        assert render("text-home", "Polish", WORDS, {"pl": changed(send="Wysłać").words_hash}).language == "en"

    def test_gives_english_to_who_reads_english_or_said_nothing(self):
        assert [render("text-home", said, WORDS).is_confirmed for said in ("English", "")] == [True, True]

    def test_runs_from_right_to_left_in_urdu(self):
        assert render("text-home", "Urdu", WORDS, {"ur": load("ur").words_hash}).direction == "rtl"

    def test_names_no_child_in_a_text(self):
        for key in ("text-home", "text-report", "now-here"):
            assert "name" not in wording.placeholders(load("en").words[key])
