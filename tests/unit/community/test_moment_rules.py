"""Rules of moments: what one may hold, months in Shanghai."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.community.moment_rules import advice_of, check_content, month_of
from ports.community.cards import CardWish
from ports.community.moments import MomentContent
from ports.kernel import Invalid, ProductId

CONTENT = MomentContent("新品到店", (), None, (), ())
LINK = CardWish("", ProductId(UUID(int=2)), None)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": " \n"}, "text"),
        ({"text": "字" * 2001}, "text"),
        ({"picture_ids": tuple(uuid4() for _ in range(10))}, "pictureIds"),
        ({"picture_ids": (UUID(int=1), UUID(int=1))}, "pictureIds"),
        ({"picture_ids": (UUID(int=1),), "link": LINK}, "link"),
        ({"link": CardWish("首页", None, UUID(int=1))}, "link"),
        ({"guide_ids": ("mei", "mei")}, "guideIds"),
        ({"guide_ids": tuple(f"g{number}" for number in range(501))}, "guideIds"),
        ({"tag_ids": ("t", "t")}, "tagIds"),
        ({"tag_ids": tuple(f"t{number}" for number in range(51))}, "tagIds"),
    ],
)
def test_what_a_moment_may_not_hold(changed: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_content(replace(CONTENT, **changed))
    assert refused.value.field == field


def test_what_a_moment_may_hold() -> None:
    check_content(replace(CONTENT, text="字" * 2000, picture_ids=tuple(uuid4() for _ in range(9))))
    check_content(replace(CONTENT, link=LINK, guide_ids=("mei", "lan"), tag_ids=("t",)))


@given(MOMENTS)
def test_a_month_is_shanghais(at: datetime) -> None:
    start, end = month_of(at)
    assert start <= at < end and start.day == end.day == 1
    assert timedelta(days=28) <= end - start <= timedelta(days=31)
    assert month_of(end)[0] == end and month_of(end - timedelta(seconds=1)) == (start, end)


def test_advice_begins_after_the_fourth() -> None:
    assert advice_of(4) == "" and "5 条" in advice_of(5)
