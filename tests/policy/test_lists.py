"""The lists every provision begins with."""

import re

import pytest

from firstbell.policy.lists import FILES, listed


class TestAList:
    @pytest.mark.parametrize("kind", FILES)
    def test_names_each_entry_once_by_a_key_that_can_be_kept(self, kind):
        keys = [key for key, _ in listed(kind)]
        assert keys and sorted(set(keys)) == sorted(keys)
        assert all(re.fullmatch(r"[a-z][a-z-]{1,59}", key) for key in keys)

    @pytest.mark.parametrize("kind", FILES)
    def test_says_each_in_a_line(self, kind):
        assert all(words and words == words.strip() and len(words) <= 120 for _, words in listed(kind))

    def test_of_barriers_has_what_the_policies_name(self):
        assert {"bullying", "transport", "health", "anxiety", "caring", "exploitation", "unmet-need"} <= set(
            dict(listed("barrier"))
        )
