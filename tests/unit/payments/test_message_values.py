"""Typed value limits of subscribe messages (A.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.wechat.values import fitted

KINDS = ["thing", "number", "letter", "symbol", "character_string", "phrase", "amount", "phone_number", "name", "time"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("thing1", "婴儿柔湿巾", "婴儿柔湿巾"),
        ("thing1", "一二三四五六七八九十一二三四五六七八九十一", "一二三四五六七八九十一二三四五六七八九…"),
        ("thing2", "两\n行", "两 行"),
        ("thing2", "", "-"),
        ("number1", "12 件", "12"),
        ("number1", "没有", "0"),
        ("character_string1", "订单SF123", "SF123"),
        ("phrase1", "已发货ok", "已发货"),
        ("phrase1", "正在派送途中", "正在派送途"),
        ("amount2", "¥199.00", "¥199.00"),
        ("name1", "Alexander the Great of M", "Alexander the Great"),
        ("name1", "欧阳娜娜很长的名字呀呀呀", "欧阳娜娜很长的名字呀"),
    ],
)
def test_values_fit(name: str, value: str, expected: str) -> None:
    assert fitted(name, value) == expected


@given(kind=st.sampled_from(KINDS), number=st.integers(min_value=1, max_value=99), value=st.text(max_size=80))
def test_never_empty_never_long_never_with_line_breaks(kind: str, number: int, value: str) -> None:
    result = fitted(f"{kind}{number}", value)
    assert 0 < len(result) <= 64
    assert not any(ord(character) < 32 for character in result)
    assert fitted(f"{kind}{number}", result) == result
