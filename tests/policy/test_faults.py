"""Every way a policy file can be wrong is a small file in `faulty/`, which ends with what is said about it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.policy import PolicyFaults, faults_in, parse, preset_names, preset_text

FAULTY = sorted((Path(__file__).parent / "faulty").glob("*.toml"))
EXPECT = "# expect: "
WORDS = st.sampled_from(
    [
        "",
        '""',
        '"x"',
        "0",
        "-1",
        "31",
        "true",
        "[]",
        "{}",
        '["home"]',
        "2026-09-01",
        '"{x}"',
        '"{"',
        "1e9",
        "nan",
        "[[rule]]",
        "=",
    ]
)


def expected(text: str) -> list[str]:
    return [line.removeprefix(EXPECT) for line in text.splitlines() if line.startswith(EXPECT)]


class TestEveryFault:
    @pytest.mark.parametrize("file", FAULTY, ids=lambda file: file.stem)
    def test_it_is_reported_with_its_place_and_a_way_to_mend_it(self, file):
        text = file.read_text(encoding="utf-8")
        assert [str(fault) for fault in faults_in(text)] == expected(text)

    @pytest.mark.parametrize("file", FAULTY, ids=lambda file: file.stem)
    def test_each_file_says_what_is_expected_of_it(self, file):
        assert expected(file.read_text(encoding="utf-8"))

    def test_a_policy_with_faults_is_refused_with_all_of_them(self):
        text = (Path(__file__).parent / "faulty" / "several-at-once.toml").read_text(encoding="utf-8")
        with pytest.raises(PolicyFaults, match="The policy has 5 faults") as refusal:
            parse(text)
        assert list(refusal.value.faults) == faults_in(text)


class TestTheShippedPolicies:
    @pytest.mark.parametrize("name", preset_names())
    def test_they_have_no_fault(self, name):
        assert faults_in(preset_text(name)) == []

    @pytest.mark.parametrize("name", preset_names())
    def test_each_is_named_as_its_file(self, name):
        assert parse(preset_text(name)).name == name


class TestAnyFile:
    @given(st.sampled_from(preset_names()), st.data())
    def test_whatever_one_line_becomes_it_is_usable_or_its_faults_are_told(self, name, data):
        lines = preset_text(name).splitlines()
        number = data.draw(st.integers(0, len(lines) - 1))
        key, equals, _ = lines[number].partition("=")
        lines[number] = data.draw(st.just("") | WORDS.map(lambda word: f"{key}{equals} {word}"))
        text = "\n".join(lines)
        for fault in faults_in(text):
            assert 1 <= fault.line <= len(lines)
            assert fault.what and fault.do

    @given(st.text(max_size=200))
    def test_any_text_at_all_gets_an_answer(self, text):
        assert faults_in(text)
