"""Figures from files equal a plain count of the same marks, whatever the file looks like."""

import random
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.config.program.figures import figures
from firstbell.reports.file_figures import By, Codebook, counting, records, tallies_of
from firstbell.reports.file_figures.faults import MarksRefused
from firstbell.reports.tests.marks_files import codes_on, recounted

ODD_NAMES = ["O'Hara, Bee", 'the "Owl"', "two\nlines", "Zoë", "محمد", "a\r\nb", "Ash"]


def printed(path: Path, by: By) -> dict[str, dict]:
    rows = (figures(name, tally) for name, tally in tallies_of(path, "marks.csv", Codebook.national(), by))
    return {str(row.pop("name")): row for row in rows}


def quoted(cell: str, always: bool) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if always or any(sign in cell for sign in ',"\n\r') else cell


@st.composite
def files_of_marks(draw: st.DrawFn) -> bytes:
    """A good file in any of the shapes that are fine."""
    pupils = draw(st.lists(st.sampled_from([*ODD_NAMES, "P1", "P2", "P3"]), min_size=1, unique=True))
    days = [date(2024, 8, 12) + timedelta(days=offset) for offset in range(14)]
    keys = st.tuples(st.sampled_from(pupils), st.sampled_from(days), st.sampled_from(["AM", "PM"]))
    order = draw(st.permutations(["pupil", "date", "session", "code", "group", "note"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    always = draw(st.booleans())
    lines = [",".join(order)]
    for pupil, day, session in draw(st.lists(keys, unique=True, max_size=60)):
        mark = {
            "pupil": pupil,
            "date": day.isoformat(),
            "session": session,
            "code": draw(st.sampled_from(codes_on(day))),
            "group": draw(st.sampled_from(["Oak", "Elm, upper"])),
            "note": draw(st.sampled_from(["", "x", "a,b", "\n"])),
        }
        lines.append(",".join(quoted(mark[column], always) for column in order))
    mark_of_order = draw(st.sampled_from(["", "\ufeff"]))
    last = draw(st.sampled_from(["", end, end * 3]))
    return (mark_of_order + end.join(lines) + last).encode()


class TestFigures:
    @given(content=files_of_marks(), by=st.sampled_from(list(By)), size=st.sampled_from([60, 300, 10_000]))
    @settings(max_examples=150, deadline=None)
    def test_equal_a_plain_count_however_much_is_worked_on_at_once(self, content, by, size):
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(records, "BLOCK_BYTES", size)
            patch.setattr(counting, "SLICE_ROWS", size // 50)
            patch.setattr(counting, "PENDING_ROWS", size // 50)
            path = Path(folder) / "marks.csv"
            path.write_bytes(content)
            assert printed(path, by) == recounted(path, by.value)

    @given(content=files_of_marks(), data=st.data())
    @settings(max_examples=150, deadline=None)
    def test_of_a_damaged_file_are_never_made_from_a_part_of_it(self, content, data):
        at = data.draw(st.integers(0, len(content)))
        damage = data.draw(st.sampled_from([b'"', b",", b"\n", b"\xff", b" ", b"\r", b"-", b"x", b'"\n', b',"']))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "marks.csv"
            path.write_bytes(content[:at] + damage + content[at + data.draw(st.integers(0, 2)) :])
            try:
                made = printed(path, By.ALL)
            except MarksRefused as refusal:
                assert refusal.total > 0
            else:
                assert made == recounted(path, "all")

    def test_of_many_marks_are_the_same_however_the_file_is_cut(self, tmp_path, monkeypatch):
        monkeypatch.setattr(records, "BLOCK_BYTES", 512 * 1024)
        monkeypatch.setattr(counting, "SLICE_ROWS", 10_000)
        chance = random.Random(1)
        days = [date(2024, 5, 1) + timedelta(days=offset) for offset in range(150)]
        names = [f'"pupil\n{number}"' if number % 5 == 0 else f"pupil {number}" for number in range(1000)]
        path = tmp_path / "marks.csv"
        with path.open("w", newline="") as file:
            file.write("pupil,date,session,code\n")
            for day in days:
                for session in ("AM", "PM"):
                    codes = chance.choices(codes_on(day), k=len(names))
                    file.writelines(f"{name},{day},{session},{code}\n" for name, code in zip(names, codes, strict=True))
        assert printed(path, By.PUPIL) == recounted(path, "pupil")
