"""The life of parcels and fulfilment lines, without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.supply.couriers import suggest
from domain.supply.fulfilment import adjust, order_done, plan, status_of, take_back, withdraw
from domain.supply.parcels import GOODS_TEXT_MAX, goods_text, news
from ports.kernel import LineId, OrderId, ParcelId, SkuId, WarehouseId
from ports.outside.courier import Trace, Track
from ports.supply.api import AlreadyShipped, ParcelLine
from ports.supply.parcels import Parcel, ParcelGoods
from ports.supply.store import FulfilmentLine
from ports.supply.words import PARCEL_STATE_TEXTS, parcel_state_text, region_text

AT = datetime(2025, 11, 20, tzinfo=UTC)
ID = UUID(int=1)
LINE = LineId(UUID(int=2))


def line(quantity: int, fulfilment: int = 1) -> FulfilmentLine:
    id_ = UUID(int=fulfilment)
    return FulfilmentLine(id_, LINE, OrderId(ID), SkuId(ID), WarehouseId(id_), "连体衣", "", "", 250, 12900, quantity)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.data())
def test_units_of_a_line_are_never_in_two_places(quantities: list[int], data: st.DataObject) -> None:
    """Any sequence of claims, shipments, cancellations and refunds keeps quantity = left + claimed + withdrawn."""
    lines = [line(quantity, index + 1) for index, quantity in enumerate(quantities)]
    parcels: list[tuple[UUID, list[ParcelLine], bool]] = []
    for _ in range(data.draw(st.integers(1, 12))):
        action = data.draw(st.sampled_from(["claim", "ship", "cancel", "withdraw"]))
        if action == "claim":
            target = data.draw(st.sampled_from(lines)).fulfilment_id
            quantity = data.draw(st.integers(1, 6))
            planned = plan(lines, target, [ParcelLine(LINE, quantity)])
            left = next(one for one in lines if one.fulfilment_id == target).remaining
            assert (planned is None) == (quantity > left)
            if planned:
                lines = adjust(lines, target, planned, (1, 0))
                parcels.append((target, planned, False))
        elif action == "withdraw":
            quantity = data.draw(st.integers(1, 6))
            if quantity > sum(one.remaining for one in lines):
                with pytest.raises(AlreadyShipped):
                    withdraw(lines, [ParcelLine(LINE, quantity)])
            else:
                lines = withdraw(lines, [ParcelLine(LINE, quantity)])
        elif parcels:
            target, planned, has_left = parcels.pop(0)
            if action == "ship" and not has_left:
                lines = adjust(lines, target, planned, (0, 1))
                parcels.append((target, planned, True))
            elif action == "cancel":
                lines = adjust(lines, target, planned, (-1, -1 if has_left else 0))
            else:
                parcels.append((target, planned, has_left))
        for one in lines:
            assert one.quantity == one.remaining + one.claimed + one.withdrawn
            assert 0 <= one.shipped <= one.claimed
    assert order_done(lines) == all(status_of([one]) in ("shipped", "cancelled") for one in lines)


def test_only_what_left_can_come_back() -> None:
    sent = adjust([line(3)], ID, [ParcelLine(LINE, 2)], (1, 1))
    assert take_back(sent, LINE, 3) is None
    found = take_back(sent, LINE, 2)
    assert found is not None and found[1][0].quantity == 2
    assert take_back(found[0], LINE, 1) is None


def test_a_parcel_holds_each_line_once() -> None:
    assert plan([line(3)], ID, [ParcelLine(LINE, 1), ParcelLine(LINE, 1)]) is None
    assert plan([line(3)], ID, []) is None
    assert plan([line(3)], UUID(int=9), None) is None
    assert plan([line(3)], ID, None) == [ParcelLine(LINE, 3)]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_whatever_the_order_of_arrival_the_newest_history_wins(arrivals: list[int]) -> None:
    parcel = Parcel(
        ParcelId(ID),
        OrderId(ID),
        ID,
        WarehouseId(ID),
        "1-1",
        "SF",
        "顺丰速运",
        AT,
        "小周",
        "labelled",
        "SF1",
        shipped_at=AT,
    )
    for length in arrivals:
        traces = tuple(Trace(AT + timedelta(hours=hour), f"第{hour}站", None) for hour in range(length))
        found = news(parcel, Track("SF", "SF1", "in_transit" if length else "none", traces))
        parcel = found.parcel if found else parcel
    longest = max(arrivals)
    assert parcel.latest == (f"第{longest - 1}站" if longest else None)
    assert parcel.state == ("in_transit" if longest else "labelled")


def test_goods_fit_wechats_limit() -> None:
    goods = [ParcelGoods(ParcelLine(LINE, 2), SkuId(ID), "名" * 50, "", 1, 1)] * 9
    assert len(goods_text(goods)) == GOODS_TEXT_MAX
    assert goods_text(goods[:1]) == "名" * 50 + "×2"


def test_suggestions_say_why() -> None:
    assert suggest(20_000, 100, same_province=True).courier.code == "DBL"
    assert suggest(500, 200_000, same_province=True).courier.code == "SF"
    assert suggest(500, 9_900, same_province=True).courier.code == "YTO"
    assert suggest(500, 9_900, same_province=False).reason == "常规件，中通性价比高"


def test_words() -> None:
    assert parcel_state_text("requesting", "地址不可达") == "快递下单失败，等待处理"
    assert parcel_state_text("requesting") == PARCEL_STATE_TEXTS["requesting"]
    assert region_text("北京市", "北京市", "朝阳区") == "北京市 朝阳区"
    assert region_text("广东省", "深圳市", "") == "广东省 深圳市"
