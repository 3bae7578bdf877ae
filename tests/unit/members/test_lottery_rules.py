"""What a lottery must be like, and what its page says."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.members.lottery_pages import GUEST, Asker, page, why_not
from domain.members.lottery_rounds import turns
from domain.members.lottery_rules import ROUND_DRAWS_MAX, check, check_prizes, cost, percent
from domain.members.shanghai_days import day_of
from ports.kernel import Invalid, MemberId
from ports.members.lottery import DrawsToday, LotteryRow, PrizeRow, RoundRow

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
ID = UUID(int=7)
LOTTERY = LotteryRow(ID, "周末抽奖", "", "published", NOW - timedelta(days=1), NOW + timedelta(days=1), 20, 1, 5, 1, 1)
TEMPLATE = UUID(int=9)
PRIZES = [
    PrizeRow(0, "goods", "口水巾", 0, None, 1_000, 10),
    PrizeRow(1, "coupon", "满 99 减 10", 0, TEMPLATE, 49_000, 100),
    PrizeRow(2, "points", "20 积分", 20, None, 350_000, None),
    PrizeRow(3, "thanks", "谢谢参与", 0, None, 600_000, None),
]


def changed(position: int, **wrong: Any) -> list[PrizeRow]:
    return [replace(prize, **wrong) if prize.position == position else prize for prize in PRIZES]


@pytest.mark.parametrize(
    ("field", "prizes"),
    [
        ("prizes", PRIZES[:1]),
        ("prizes", changed(3, odds_ppm=599_999)),
        ("prizes", changed(3, odds_ppm=600_001)),
        ("prizes.3.kind", changed(3, kind="goods", stock=5)),
        ("prizes.0.kind", changed(0, kind="thanks", stock=None)),
        ("prizes.0.oddsPpm", changed(0, odds_ppm=-1)),
        ("prizes.2.points", changed(2, points=0)),
        ("prizes.0.points", changed(0, points=5)),
        ("prizes.1.templateId", changed(1, template_id=None)),
        ("prizes.0.templateId", changed(0, template_id=TEMPLATE)),
        ("prizes.0.stock", changed(0, stock=None)),
        ("prizes.3.stock", changed(3, stock=100)),
        ("prizes.0.stock", changed(0, won=11)),
    ],
)
def test_prizes_that_make_no_sense_are_refused_at_their_field(field: str, prizes: list[PrizeRow]) -> None:
    with pytest.raises(Invalid) as refused:
        check_prizes(prizes)
    assert refused.value.field == field
    check_prizes(PRIZES)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("endsAt", {"ends_at": LOTTERY.starts_at}),
        ("freePerDay", {"free_per_day": 6}),
        ("costPoints", {"cost_points": 0}),
    ],
)
def test_terms_that_make_no_sense_are_refused(field: str, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        check(replace(LOTTERY, **wrong), PRIZES)
    assert refused.value.field == field
    check(LOTTERY, PRIZES)


@given(st.lists(st.integers(0, 300_000), min_size=4, max_size=4))
def test_only_odds_of_exactly_one_whole_pass(odds: list[int]) -> None:
    prizes = [replace(prize, odds_ppm=ppm) for prize, ppm in zip(PRIZES, odds, strict=True)]
    whole = [*odds[:3], 1_000_000 - sum(odds[:3])]
    check_prizes([replace(prize, odds_ppm=ppm) for prize, ppm in zip(PRIZES, whole, strict=True)])
    if sum(odds) != 1_000_000:
        with pytest.raises(Invalid):
            check_prizes(prizes)


@pytest.mark.parametrize(
    ("ppm", "words"), [(1_000_000, "100%"), (1_000, "0.1%"), (125_000, "12.5%"), (1, "0.0001%"), (0, "0%")]
)
def test_odds_are_said_as_exactly_as_they_are(ppm: int, words: str) -> None:
    assert percent(ppm) == words


def test_free_draws_come_first_and_then_they_cost() -> None:
    assert [cost(LOTTERY, DrawsToday(n, min(n, 1))) for n in range(3)] == [0, 20, 20]


def test_the_page_says_what_stands_in_the_way() -> None:
    me = Asker(MemberId(UUID(int=1)), DrawsToday(0, 0), 0)
    assert why_not(LOTTERY, me, NOW) == "", "the first is free"
    assert why_not(LOTTERY, GUEST, NOW) == "登录后就可以参加"
    used = replace(me, today=DrawsToday(1, 1), points=19)
    assert why_not(LOTTERY, used, NOW) == "每次需要 20 积分，您有 19 积分"
    assert "明天再来" in why_not(LOTTERY, replace(me, today=DrawsToday(5, 1)), NOW)
    assert why_not(LOTTERY, me, LOTTERY.ends_at) == "抽奖活动已经结束"
    assert why_not(LOTTERY, me, LOTTERY.starts_at - timedelta(seconds=1)) == "抽奖活动还没有开始"
    shown = page(LOTTERY, PRIZES, None, used, NOW)
    assert (shown.free_left, shown.draws_left, shown.next_cost, shown.can_draw) == (0, 4, 20, False)
    assert [prize.left for prize in shown.prizes] == [10, 100, None, None]


def test_a_round_turns_at_midnight_at_the_end_and_when_it_is_full_and_never_back() -> None:
    current = RoundRow(ID, ID, 1, day_of(NOW), 1, "", b"", None, 5, NOW, None)
    assert not turns(LOTTERY, current, NOW)
    midnight = datetime(2026, 11, 27, 16, tzinfo=UTC)
    assert not turns(LOTTERY, current, midnight - timedelta(microseconds=1)) and turns(LOTTERY, current, midnight)
    assert not turns(LOTTERY, current, NOW - timedelta(hours=13)), "a clock that is behind changes nothing"
    assert turns(LOTTERY, replace(current, draws=ROUND_DRAWS_MAX), NOW)
    assert turns(replace(LOTTERY, state="ended"), current, NOW) and turns(LOTTERY, current, LOTTERY.ends_at)
    assert turns(LOTTERY, None, NOW) and not turns(LOTTERY, None, LOTTERY.ends_at)
