"""`firstbell policy try`: the duties that a list of events would make."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.config.program import main
from firstbell.policy import load_preset, preset_names, preset_text
from firstbell.policy.events import read_events
from firstbell.policy.json_tables import EventFaults

MARK = {"at": "2026-11-23T09:03", "what": "mark", "pupil": "Rowan", "code": "N"}
RANG = {"at": "2026-11-23T09:06", "what": "attempt", "pupil": "Rowan", "to": "Mum", "outcome": "no-answer"}
KEYS = [*MARK, "on", "session", "time", "rule", "met_by", "fact", "news"]
VALUES = st.one_of(st.none(), st.integers(), st.booleans(), st.text(max_size=5), st.lists(st.integers(), max_size=2))
POLICY = load_preset("stepping-stones")


@pytest.fixture
def events(tmp_path):
    """Write a file of events and return its name."""

    def write(told: object) -> str:
        file = tmp_path / "events.json"
        file.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
        return str(file)

    return write


def faults(told: object) -> list[str]:
    with pytest.raises(EventFaults) as refusal:
        read_events(told if isinstance(told, str) else json.dumps(told), POLICY)
    return list(refusal.value.faults)


class TestTry:
    def test_the_table_has_due_and_ended_times_in_londons_time(self, events, capsys):
        assert main(["policy", "try", "stepping-stones", "--events", events([MARK, RANG])]) == 0
        call = next(line for line in capsys.readouterr().out.splitlines() if " call-home " in line)
        assert call.split() == [
            *["Mon", "23", "Nov", "09:10", "call-home", "Rowan", "AM", "attendance-lead", "met"],
            *["Mon", "23", "Nov", "09:06", "no-answer"],
        ]

    def test_a_crossing_opens_only_the_rules_of_its_own_line(self, events, capsys):
        crossing = {"at": "2026-11-26T09:05", "what": "fact", "pupil": "Rowan", "fact": "attendance-below"}
        told = [{**crossing, "figures": {"threshold": "early-intervention"}}]
        assert main(["policy", "try", "stepping-stones", "--events", events(told)]) == 0
        about = [line for line in capsys.readouterr().out.splitlines() if "Rowan" in line]
        assert len(about) == 1 and "early-conversation" in about[0]

    def test_json_has_every_instant_with_its_distance_from_utc(self, events, capsys):
        summer = [{**MARK, "at": "2026-06-23T09:03"}, {**RANG, "at": "2026-06-23T08:06Z"}]
        assert main(["policy", "try", "stepping-stones", "--events", events(summer), "--format", "json"]) == 0
        call = next(duty for duty in json.loads(capsys.readouterr().out) if duty["rule"] == "call-home")
        assert (call["due_at"], call["discharged_at"], call["discharged_by"], call["state"], call["late"]) == (
            "2026-06-23T09:10:00+01:00",
            "2026-06-23T09:06:00+01:00",
            "no-answer",
            "met",
            False,
        )

    def test_the_message_has_its_moment(self, events, capsys):
        main(["policy", "try", "stepping-stones", "--events", events([MARK]), "--format", "json"])
        tell = next(duty for duty in json.loads(capsys.readouterr().out) if duty["rule"] == "tell-the-school")
        assert tell["message_goes_at"] == "2026-11-23T09:18:00+00:00"

    @pytest.mark.parametrize("name", preset_names())
    def test_a_file_gives_what_the_shipped_policy_gives(self, events, tmp_path, capsys, name):
        file = tmp_path / "mine.toml"
        file.write_text(preset_text(name), encoding="utf-8")
        said = []
        for policy in (name, str(file)):
            assert main(["policy", "try", policy, "--events", events([MARK, RANG])]) == 0
            said.append(capsys.readouterr().out)
        assert said[0] == said[1]

    def test_nothing_that_happened_makes_no_duty(self, events, capsys):
        assert main(["policy", "try", "national-2024", "--events", events([])]) == 0
        assert capsys.readouterr().out == "No duty falls due.\n"

    def test_a_policy_with_faults_is_not_tried(self, events, tmp_path, capsys):
        file = tmp_path / "mine.toml"
        file.write_text(
            preset_text("stepping-stones").replace("open_minutes = 30", "open_minutes = 45"), encoding="utf-8"
        )
        assert main(["policy", "try", str(file), "--events", events([MARK])]) == 1
        assert "45 is not a whole number from 1 to 30" in capsys.readouterr().err

    def test_faults_of_the_events_are_all_told_and_nothing_is_printed(self, events, capsys):
        told = [{**MARK, "code": "N9"}, {**RANG, "outcome": "no answer"}]
        assert main(["policy", "try", "stepping-stones", "--events", events(told)]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert "event 1, code" in said.err and "event 2, outcome" in said.err
        assert "has 2 faults and cannot be used as it is" in said.err

    def test_events_must_be_named(self):
        assert main(["policy", "try", "stepping-stones"]) == 2

    def test_it_never_loads_the_web_framework(self, events):
        words = ["policy", "try", "stepping-stones", "--events", events([MARK])]
        program = (
            f"import sys; from firstbell.config.program import main; main({words!r}); sys.exit('django' in sys.modules)"
        )
        assert subprocess.run([sys.executable, "-c", program], check=False, capture_output=True).returncode == 0


class TestFaults:
    @pytest.mark.parametrize(
        ("told", "fault"),
        [
            ("[{]", "line 1, column 3: This cannot be read as JSON"),
            ("3", "the whole file: This is neither a list nor an object"),
            ("{}", "events: 'events' is missing"),
            ({"event": [], "events": []}, "event: 'event' is not known here. Did you mean 'events'?"),
            ([7], "event 1: 7 is not an object"),
            ([{"at": "2026-11-23T09:03"}], "event 1, what: 'what' is missing. Add \"what\": one of register-taken"),
            ([{**MARK, "what": "marked"}], "event 1, what: 'marked' is not known here. Did you mean 'mark'?"),
            ([{**MARK, "at": "9:03"}], "event 1, at: '9:03' is not a date and time. Write it as"),
            ([{**MARK, "at": 903}], "event 1, at: 903 is not a date and time"),
            ([{**MARK, "outcome": "unaware"}], "event 1, outcome: 'outcome' is not known here"),
            ([{**MARK, "code": None}], "event 1, code: 'code' is missing"),
            ([{**MARK, "pupil": ""}], "event 1, pupil: '' is not text"),
            ([{**MARK, "on": "23/11/2026"}], "event 1, on: '23/11/2026' is not a date"),
            ([{**MARK, "session": "EVE"}], "event 1, session: 'EVE' is not known here"),
            ([{**RANG, "time": "late"}], "event 1, time: 'late' is not a time of day"),
            ([{**RANG, "rest_of_day": "yes"}], "event 1, rest_of_day: 'yes' is neither true nor false"),
            (
                [{"at": "2026-11-23T09:06", "what": "record", "rule": "ring-home"}],
                "event 1, rule: The policy has no rule 'ring-home'",
            ),
            (
                {"pupils": [{"name": "Rowena"}], "events": [MARK]},
                "event 1, pupil: 'Rowan' is not among the pupils. Did you mean 'Rowena'?",
            ),
            ({"pupils": [{"name": "Rowan", "contacts": 0}], "events": []}, "pupil 1, contacts: 0 is not a whole"),
            ([{**MARK, "at": "0001-01-01T00:00"}], "event 1, at: '0001-01-01T00:00' is not between 2000 and 2100"),
            ({"pupils": [{"starts": {}}], "events": []}, "pupil 1, name: 'name' is missing"),
            (
                {"pupils": [{"name": "Rowan", "starts": {"AM": "half nine"}}], "events": []},
                "pupil 1, starts, AM: 'half nine' is not a time of day",
            ),
            ({"terms": [["2026-12-18", "2026-11-02"]], "events": []}, "terms: These dates end before they start"),
            ({"terms": ["2026"], "events": []}, "terms: '2026' is not a pair of dates"),
            ({"closed": ["2026-11-27"], "events": []}, "closed: Days are closed, and no term is given"),
        ],
        ids=lambda value: value[:40] if isinstance(value, str) else "",
    )  # fmt: skip
    def test_each_has_its_place_and_a_remedy(self, told, fault):
        [said] = faults(told)
        assert said.startswith(fault)
        assert said.endswith((".", "?", "]"))

    def test_all_are_told_at_once(self):
        assert len(faults([{**MARK, "code": "N9"}, {**RANG, "outcome": "?"}, {"what": "mark"}])) == 3

    @given(st.text(max_size=80))
    def test_any_text_at_all_gets_an_answer(self, text):
        try:
            read_events(text, POLICY)
        except EventFaults as refusal:
            assert refusal.faults

    @given(st.dictionaries(st.sampled_from(KEYS), VALUES))
    def test_whatever_an_event_holds_it_can_be_used_or_its_faults_are_told(self, changes):
        try:
            read_events(json.dumps([{**MARK, **changes}]), POLICY)
        except EventFaults as refusal:
            assert all(fault.startswith("event 1") for fault in refusal.faults)


class TestWhatIsUnderstood:
    def test_a_list_alone_is_enough(self):
        told = read_events(json.dumps([MARK]), POLICY)
        assert told.happenings[0].session == "AM"

    def test_the_session_is_the_one_that_runs(self):
        afternoon = {**MARK, "at": "2026-11-23T12:50"}
        assert read_events(json.dumps([afternoon]), POLICY).happenings[0].session == "PM"

    def test_a_time_with_its_distance_from_utc_is_that_instant(self):
        plain, utc = ({**MARK, "at": text} for text in ("2026-06-23T09:03", "2026-06-23T08:03+00:00"))
        told = read_events(json.dumps([plain, utc]), POLICY)
        assert told.happenings[0] == told.happenings[1]

    def test_underscores_and_hyphens_are_the_same(self):
        told = read_events(json.dumps([{**RANG, "outcome": "no_answer"}]), POLICY)
        assert told.happenings[0].outcome == "no_answer"
