"""Pools as two CSV tables: lines of any system, columns in any order, and sentences for what is malformed."""

import pytest

from folkmoot.formats.selection_pool import read_selection_pool
from folkmoot.records.lottery import Quota

CATEGORIES = b"category,feature,min,max\r\nregion,south,0,2\r\nregion,north,1,2\r\nage,old,0,1\r\nage,young,1,3\r\n"
RESPONDENTS = b"age,name,region\r\nold,x,north\r\nyoung,y,south\r\n"


@pytest.mark.parametrize("ends", [b"\r\n", b"\n"])
def test_tables_are_read_whatever_their_line_ends(ends: bytes) -> None:
    pool = read_selection_pool(CATEGORIES.replace(b"\r\n", ends), b"\xef\xbb\xbf" + RESPONDENTS.replace(b"\r\n", ends))
    assert pool.quotas == {"age": {"old": Quota(0, 1), "young": Quota(1, 3)}, "region": {"north": Quota(1, 2), "south": Quota(0, 2)}}
    assert pool.entries.columns == ("entry", "age", "region")
    assert pool.entries.lines == (b"p-0000001,old,north", b"p-0000002,young,south")


@pytest.mark.parametrize(
    ("categories", "respondents", "said"),
    [
        (CATEGORIES.replace(b"feature", b"value"), RESPONDENTS, "categories.csv has no column 'feature'"),
        (CATEGORIES, RESPONDENTS.replace(b"region", b"area"), "respondents.csv has no column 'region'"),
        (CATEGORIES.replace(b"south,0", b"south,some"), RESPONDENTS, "categories.csv, row 2: 'some' is not a number of seats"),
        (CATEGORIES.replace(b"south", b"north"), RESPONDENTS, "categories.csv, row 3: 'north' stands a second time"),
        (CATEGORIES, RESPONDENTS.replace(b"old,x,north", b"old,north"), "respondents.csv, row 2: 2 values stand here, the header names 3"),
        (CATEGORIES, RESPONDENTS.replace(b"south", b'"so,uth"'), "respondents.csv, row 3: a value holds a comma or a quote"),
        (CATEGORIES, RESPONDENTS.replace(b"south", b"\xff"), "respondents.csv is not a table"),
        (CATEGORIES, b"age,name,region\n", "there are no categories, or no respondents"),
        (b"", RESPONDENTS, "categories.csv has no header"),
    ],
)
def test_a_malformed_table_is_refused_in_a_sentence(categories: bytes, respondents: bytes, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_selection_pool(categories, respondents)
    assert said in str(caught.value)
