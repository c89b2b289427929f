"""Words keep their numbers from the first block of a file to the last."""

import polars as pl

from firstbell.reports.file_figures.table import Words


class TestWords:
    def test_are_numbered_in_the_order_they_are_met(self):
        words = Words(pl.UInt32)
        assert words.new_in(pl.Series(["b", "a", "b"], dtype=words.type)) == ["b", "a"]

    def test_keep_their_numbers_when_no_column_is_left(self):
        words = Words(pl.UInt32)
        words.new_in(pl.Series(["a", "b"], dtype=words.type))
        again = pl.Series(["b", "c"], dtype=words.type)
        assert again.to_physical().to_list() == [1, 2]
        assert words.new_in(again) == ["c"]

    def test_of_two_files_have_nothing_to_do_with_each_other(self):
        one, other = Words(pl.UInt8), Words(pl.UInt8)
        one.new_in(pl.Series(["a"], dtype=one.type))
        assert other.new_in(pl.Series(["b"], dtype=other.type)) == ["b"]
