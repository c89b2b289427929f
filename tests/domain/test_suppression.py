import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.domain.suppression import LEAST, kept_back


class TestKeepingBack:
    @pytest.mark.parametrize(("size", "hidden"), [(9, True), (10, False), (1, True), (0, False)])
    def test_is_of_groups_under_ten(self, size, hidden):
        assert ("few" in kept_back({"few": size, "many": 40})) is hidden

    def test_takes_the_next_smallest_along_so_that_nothing_is_left_over_by_subtraction(self):
        assert kept_back({"few": 3, "some": 14, "many": 40}) == {"few", "some"}

    def test_takes_no_more_along_than_it_must(self):
        assert kept_back({"few": 3, "fewer": 8, "many": 40}) == {"few", "fewer"}

    def test_of_two_groups_is_of_both_or_none(self):
        assert kept_back({"yes": 4, "no": 50}) == {"yes", "no"}
        assert kept_back({"yes": 10, "no": 50}) == frozenset()

    def test_is_of_nobody_where_everybody_is_in_one_group(self):
        assert kept_back({"no": 50, "yes": 0}) == frozenset()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_what_is_left_after_subtracting_all_that_is_shown_is_nobody_or_at_least_ten_or_everybody(counts):
    sizes = dict(enumerate(counts))
    hidden = kept_back(sizes)
    left = sum(sizes.values()) - sum(size for key, size in sizes.items() if key not in hidden)
    everybody = left == sum(sizes.values())
    assert left == 0 or left >= LEAST or everybody
    assert all(size >= LEAST or size == 0 for key, size in sizes.items() if key not in hidden)
