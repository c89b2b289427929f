"""Ethnicity as files say it."""

import pytest

from firstbell.exchange.ethnicity_words import read_ethnicity


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ("WBRI", "white"),
        ("mwbc", "mixed"),
        ("ABAN", "asian"),
        ("BCRB", "black"),
        ("CHNE", "chinese"),
        ("OOTH", "other"),
        ("REFU", "refused"),
        ("NOBT", ""),
        ("", ""),
        ("White", "white"),
        ("Asian or Asian British", "asian"),
        ("Black - Somali", "black"),
        ("blue", None),
        ("WALK THE DOG", None),
    ],
)
def test_a_code_of_the_census_or_a_name_says_the_main_group(said, group):
    assert read_ethnicity(said) == group
