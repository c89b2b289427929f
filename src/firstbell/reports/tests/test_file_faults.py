"""A file with anything wrong in it is refused, every fault with its line."""

from pathlib import Path

import pytest

from firstbell.reports.file_figures import By, Codebook, tallies_of
from firstbell.reports.file_figures.faults import SHOWN_OF_A_KIND, FaultKind, MarksRefused
from firstbell.reports.tests.marks_files import HEADER, a_file

GOOD = "P1,2026-11-23,AM,/"


def refused(path: Path, by: By = By.PUPIL) -> MarksRefused:
    """Return the refusal of a file."""
    with pytest.raises(MarksRefused) as raised:
        tallies_of(path, "marks.csv", Codebook.national(), by)
    return raised.value


def faults_of(path: Path, by: By = By.PUPIL) -> list[tuple[int, str]]:
    """Return line and kind of every fault."""
    return [(fault.line, fault.kind.value) for fault in refused(path, by).faults]


def counted(path: Path) -> dict[str, int]:
    """Return the possible sessions of each pupil of a good file."""
    return {name: tally.possible for name, tally in tallies_of(path, "marks.csv", Codebook.national())}


class TestAMarkIsRefused:
    @pytest.mark.parametrize(
        ("line", "kind", "says"),
        [
            ("P2,2026-11-23,AM,QQ", "code", "'QQ' is not a code"),
            ("P2,2026-11-23,AM,n", "code", "'n' is not a code"),
            ("P2,2026-11-23,AM,", "code", "The code is blank: there is no mark yet."),
            ("P2,2026-11-23,AM,-", "code", "The code is -: there is no mark yet."),
            ("P2,2026-11-23,AM,J", "code", "ended on 18 August 2024"),
            ("P2,2024-08-18,AM,Y1", "code", "began on 19 August 2024"),
            ("P2,23/11/2026,AM,/", "date", "'23/11/2026' is not a date."),
            ("P2,2026-02-30,AM,/", "date", "'2026-02-30' is not a date."),
            ("P2,20261123,AM,/", "date", "'20261123' is not a date."),
            ("P2,2026-11-23T09:00,AM,/", "date", "is not a date."),
            ("P2,,AM,/", "date", "The date is missing."),
            ("P2,2026-11-23,am,/", "session", "'am' is not a session. Write AM or PM."),
            ("P2,2026-11-23,,/", "session", "The session is missing."),
            (",2026-11-23,AM,/", "pupil", "The pupil is missing."),
            ('"",2026-11-23,AM,/', "pupil", "The pupil is missing."),
            (" P2,2026-11-23,AM,/", "pupil", "There is a space before or after the pupil ' P2'."),
            ("P2,2026-11-23,AM", "cells", "The line ends before its code."),
            ("P2", "cells", "The line ends before its date and session and code."),
            ("P2,2026-11-23,AM,/,late", "cells", "The line has 5 cells and the header 4."),
            ("", "text", "The line is empty."),
            ('P"2,2026-11-23,AM,/', "text", "A double quote stands inside a cell, or is never closed."),
            ('"P2,2026-11-23,AM,/', "text", "A double quote stands inside a cell, or is never closed."),
            ('"P"2,2026-11-23,AM,/', "text", "A double quote stands inside a cell, or is never closed."),
            ('P2,2026-11-23,AM, "/"', "text", "A double quote stands inside a cell, or is never closed."),
            ("P2,2026-11-23,AM,/\rP4,2026-11-23,AM,/", "text", "A carriage return stands inside the line."),
            ('"P2",2026-11-23,AM,/\r ', "text", "A carriage return stands inside the line."),
            ("P1,2026-11-23,AM,I", "duplicate", "P1 already has a mark for 2026-11-23 AM, on line 2."),
        ],
    )
    def test_with_its_line_and_what_is_wrong(self, line, kind, says, tmp_path):
        (fault,) = refused(a_file(tmp_path, GOOD, line, "P3,2026-11-23,AM,/")).faults
        assert (fault.line, fault.kind) == (3, kind)
        assert says in fault.what + " " + fault.do

    def test_in_text_that_is_not_utf8(self, tmp_path):
        path = a_file(tmp_path, GOOD, "Zoë,2026-11-23,AM,/", "P3,2026-11-23,AM,/")
        path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
        assert faults_of(path) == [(3, "text")]

    def test_in_text_that_is_not_utf8_in_a_column_nobody_reads(self, tmp_path):
        path = a_file(tmp_path, f"{GOOD},café", header=f"{HEADER},note")
        path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
        assert faults_of(path) == [(2, "text")]

    def test_without_a_group_only_where_groups_are_counted(self, tmp_path):
        path = a_file(tmp_path, f"{GOOD},Oak", "P2,2026-11-23,AM,/,", header=f"{HEADER},group")
        assert faults_of(path, By.GROUP) == [(3, "group")]
        assert counted(path) == {"P1": 1, "P2": 1}

    def test_of_another_session_of_the_day_only_once(self, tmp_path):
        path = a_file(tmp_path, GOOD, "P1,2026-11-23,PM,\\", "P1,2026-11-24,AM,/", "P2,2026-11-23,AM,/")
        assert counted(path) == {"P1": 3, "P2": 1}


class TestAllFaultsAtOnce:
    def test_one_line_may_have_several(self, tmp_path):
        path = a_file(tmp_path, ",yesterday,noon,ZZ")
        assert faults_of(path) == [(2, "pupil"), (2, "date"), (2, "session"), (2, "code")]

    def test_they_stand_in_the_order_of_their_lines(self, tmp_path):
        lines = [GOOD, "P2,2026-11-23,AM,ZZ", GOOD, '"P3,2026-11-23,AM,/', "P4,2026-11-31,AM,/", "P5,2026-11-23,AM"]
        expected = [(3, "code"), (4, "duplicate"), (5, "text"), (6, "date"), (7, "cells")]
        assert faults_of(a_file(tmp_path, *lines)) == expected

    def test_every_further_mark_of_a_session_is_one(self, tmp_path):
        faults = refused(a_file(tmp_path, GOOD, GOOD, "P2,2026-11-23,AM,/", GOOD)).faults
        assert [fault.line for fault in faults] == [3, 5]
        assert all("on line 2" in fault.what for fault in faults)

    def test_many_of_one_kind_are_cut_but_counted_and_hide_no_other(self, tmp_path):
        lines = [f"P{number},2026-11-23,AM,ZZ" for number in range(1000)]
        refusal = refused(a_file(tmp_path, *lines, "P1,2026-11-24,AM,/", "P1,2026-11-24,AM,/"))
        assert refusal.total == 1001
        assert len(refusal.faults) == SHOWN_OF_A_KIND + 1
        assert refusal.faults[-1].kind is FaultKind.DUPLICATE
        assert "1,001 faults" in refusal.what
        assert "800 more" in refusal.what

    def test_many_duplicates_are_cut_but_counted(self, tmp_path):
        refusal = refused(a_file(tmp_path, *[GOOD] * 501))
        assert (refusal.total, len(refusal.faults)) == (500, SHOWN_OF_A_KIND)

    def test_what_it_means_and_what_to_do_is_said(self, tmp_path):
        refusal = refused(a_file(tmp_path, "P1,2026-11-23,AM,ZZ"))
        assert refusal.what.startswith("marks.csv was not counted, because it has 1 fault:\n  line 2: 'ZZ'")
        assert refusal.means == "No figures were made: those of a part of the marks would be wrong."
        assert refusal.do == "Mend the lines and run the command again."


class TestTheHeader:
    @pytest.mark.parametrize(
        ("header", "says"),
        [
            ("pupil,date,session", "The header has no column code."),
            ("name,day,session,code", "The header has no column pupil and no column date. It reads: name, day"),
            ("Pupil,Date,Session,Code", "The header has no column pupil"),
            ("pupil;date;session;code", "The header has no column pupil"),
            ("P1,2026-11-23,AM,/", "The header has no column pupil"),
            ("pupil,date,session,code,code", "The header has 2 columns code."),
            ("", "The line is empty."),
            ('pupil,date,session,"code', "A double quote"),
        ],
    )
    def test_is_refused_unless_it_names_each_column_once(self, header, says, tmp_path):
        (fault,) = refused(a_file(tmp_path, GOOD, header=header)).faults
        assert fault.line == 1
        assert says in fault.what

    def test_needs_a_group_where_groups_are_counted(self, tmp_path):
        (fault,) = refused(a_file(tmp_path, GOOD), By.GROUP).faults
        assert "no column group" in fault.what

    def test_may_miss_and_repeat_columns_at_once(self, tmp_path):
        assert len(refused(a_file(tmp_path, GOOD, header="pupil,pupil,session,code")).faults) == 2

    def test_is_missed_in_an_empty_file(self, tmp_path):
        path = tmp_path / "marks.csv"
        path.touch()
        assert refused(path).faults[0].what == "The file is empty."

    def test_is_refused_in_another_encoding(self, tmp_path):
        path = tmp_path / "marks.csv"
        path.write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-16")
        assert faults_of(path) == [(1, "text")]


class TestLines:
    def test_are_counted_through_quoted_line_ends(self, tmp_path):
        lines = ['"P\n1",2026-11-23,AM,/', '"P\n\n2",2026-11-23,AM,ZZ', "P3,2026-11-23,AM,ZZ"]
        assert faults_of(a_file(tmp_path, *lines)) == [(4, "code"), (7, "code")]

    def test_are_counted_through_a_quoted_line_end_in_the_header(self, tmp_path):
        header = f'{HEADER},"a\nnote"'
        assert faults_of(a_file(tmp_path, "P1,2026-11-23,AM,ZZ,", header=header)) == [(3, "code")]

    def test_after_an_open_quote_are_read_each_on_its_own(self, tmp_path):
        lines = ['"P1,2026-11-23,AM,/', "P2,2026-11-23,AM,ZZ", '"P3",2026-11-23,AM,ZZ', '"P4,2026-11-23,AM,/']
        assert faults_of(a_file(tmp_path, *lines)) == [(2, "text"), (3, "code"), (4, "code"), (5, "text")]

    def test_with_text_that_is_not_utf8_inside_quotes_are_named_exactly(self, tmp_path):
        path = a_file(tmp_path, GOOD)
        path.write_bytes(path.read_bytes() + b'"P\n\xff",2026-11-23,AM,/\nP3,2026-11-23,AM,ZZ\n')
        assert faults_of(path) == [(4, "text"), (5, "code")]


class TestWhatIsFine:
    def test_a_byte_order_mark_and_windows_line_ends(self, tmp_path):
        path = tmp_path / "marks.csv"
        path.write_bytes(f"\ufeff{HEADER}\r\n{GOOD}\r\nP2,2026-11-23,AM,/\r\n".encode())
        assert counted(path) == {"P1": 1, "P2": 1}

    def test_no_line_end_after_the_last_mark(self, tmp_path):
        path = tmp_path / "marks.csv"
        path.write_text(f"{HEADER}\n{GOOD}")
        assert counted(path) == {"P1": 1}

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_blank_lines_at_the_end(self, end, tmp_path):
        path = tmp_path / "marks.csv"
        path.write_bytes(f"{HEADER}\n{GOOD}\n{end * 3}".encode())
        assert counted(path) == {"P1": 1}

    def test_blank_lines_and_nothing_else_below_the_header(self, tmp_path):
        assert counted(a_file(tmp_path, "", "", "")) == {}

    def test_columns_in_another_order_with_others_between(self, tmp_path):
        path = a_file(tmp_path, "/,x,AM,2026-11-23,y,P1", header="code,site,session,date,note,pupil")
        assert counted(path) == {"P1": 1}

    def test_a_line_that_lacks_only_cells_nobody_reads(self, tmp_path):
        path = a_file(tmp_path, GOOD, "P2,2026-11-23,AM,/,x", header=f"{HEADER},note")
        assert counted(path) == {"P1": 1, "P2": 1}

    def test_cells_in_quotes(self, tmp_path):
        lines = ['"O\'Hara, ""Bee""","2026-11-23","AM","/"', '"two\nlines",2026-11-23,AM,"\\"']
        assert counted(a_file(tmp_path, *lines)) == {'O\'Hara, "Bee"': 1, "two\nlines": 1}
