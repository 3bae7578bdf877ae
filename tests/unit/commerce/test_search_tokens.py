"""Words of Chinese texts for searching."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commerce.search_tokens import QUERY_TOKENS_MAX, query_tokens, tokens_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("奶瓶", ("奶瓶",)),
        ("奶", ("奶",)),
        ("玻璃奶瓶", ("玻璃", "璃奶", "奶瓶")),
        ("ＳＫ－II 面霜", ("sk", "ii", "面霜")),
        ("50ml 1.5L", ("50ml", "1.5", "l")),
        ("！？ ", ()),
        ("", ()),
    ],
)
def test_query_tokens(text: str, expected: tuple[str, ...]) -> None:
    assert query_tokens(text) == expected


def test_texts_have_characters_and_pairs() -> None:
    assert set(tokens_of(["奶瓶刷", "Pro 2"])) == {"奶", "瓶", "刷", "奶瓶", "瓶刷", "pro", "2"}


@given(st.text(max_size=80))
def test_what_stands_in_a_text_is_found_by_it(text: str) -> None:
    assert set(query_tokens(text)) <= set(tokens_of([text]))
    assert len(query_tokens(text)) <= QUERY_TOKENS_MAX
