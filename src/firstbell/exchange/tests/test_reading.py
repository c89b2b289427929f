"""Files as offices send them, and as nobody should."""

from __future__ import annotations

import io
import random
import zipfile

import openpyxl
import pytest

from firstbell.exchange.reading import FileRefused, read_table
from firstbell.exchange.tests.files import ARBOR, HANDMADE, SIMS, csv_of, roster, xlsx_of

KNOWN = ("name", "dob")


def table(content, name="roster.csv"):
    return read_table(name, content, known_columns=KNOWN)


class TestAFile:
    def test_numbers_its_rows_with_the_header_as_row_one(self):
        read = table(csv_of("Name,DOB", "Ola Reed,1", "", "Kit Marsh,2"))
        assert [(row.number, row["Name"]) for row in read.rows] == [(2, "Ola Reed"), (4, "Kit Marsh")]

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_may_be_separated_by_comma_semicolon_or_tab(self, separator):
        assert table(f"Name{separator}DOB\nOla{separator}1".encode()).rows[0]["DOB"] == "1"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_may_be_written_in_any_of_the_usual_encodings(self, encoding):
        assert table("Name\tDOB\nOisín\t1".encode(encoding)).rows[0]["Name"] == "Oisín"

    def test_with_two_columns_of_one_name_keeps_both(self):
        assert table(csv_of("Name,DOB,DOB", "Ola,1,2")).rows[0]["DOB (2)"] == "2"

    def test_with_more_cells_than_columns_is_refused_with_the_row(self):
        with pytest.raises(FileRefused, match="Row 3"):
            table(csv_of("Name,DOB", "Ola,1", "Reed, Ola,2"))

    def test_whose_quotation_mark_never_closes_is_refused(self):
        with pytest.raises(FileRefused, match="does not end"):
            table(b'Name,DOB\n"Ola,1\n' + b"Kit,2\n" * 40_000)

    def test_with_too_many_rows_is_to_be_split(self):
        with pytest.raises(FileRefused, match="more than 20000 rows"):
            table(b"Name,DOB\n" + b"Ola,1\n" * 20_001)


class TestAWorkbook:
    def test_keeps_a_formula_as_its_text(self):
        assert table(xlsx_of(("Name", "DOB"), ("=1+1", "x")), "r.xlsx").rows[0]["Name"] == "=1+1"

    def test_with_one_cell_at_its_far_corner_is_read_without_delay(self):
        book = openpyxl.Workbook()
        book.active.append(["Name", "DOB"])
        book.active.append(["Ola Reed", "1"])
        book.active.cell(1_048_576, 1, "12 on roll")
        file = io.BytesIO()
        book.save(file)
        assert len(table(file.getvalue(), "r.xlsx").rows) == 1

    def test_that_is_absurdly_wide_is_refused(self):
        book = openpyxl.Workbook()
        book.active.cell(1, 16_384, "x")
        file = io.BytesIO()
        book.save(file)
        with pytest.raises(FileRefused, match="more than 400 columns"):
            table(file.getvalue(), "r.xlsx")

    def test_that_expands_an_entity_without_end_is_refused(self):
        laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
            f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
        )
        hostile = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(roster(HANDMADE))) as good, zipfile.ZipFile(hostile, "w") as bad:
            for part in good.namelist():
                is_sheet = part == "xl/worksheets/sheet1.xml"
                bad.writestr(part, f"{laughs}]><worksheet>&i;</worksheet>" if is_sheet else good.read(part))
        with pytest.raises(FileRefused):
            table(hostile.getvalue(), "r.xlsx")


class TestAHundredDamagedFiles:
    @pytest.mark.parametrize("name", [SIMS, ARBOR, HANDMADE])
    def test_are_each_read_or_refused_in_words(self, name):
        refused = 0
        for seed in range(100):
            content = bytearray(roster(name))
            chance = random.Random(seed)
            for _ in range(chance.randrange(1, 40)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            try:
                read_table(name, bytes(content[: chance.randrange(20, len(content))]), known_columns=KNOWN)
            except FileRefused as refusal:
                refused += 1
                assert refusal.what and refusal.do
        assert refused or name != HANDMADE
