"""Routing (S4): fewest warehouses, then the shortest way, and never sold out while units are free."""

from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.supply.regions import FAR_KM, distance_km
from domain.supply.routing import route
from ports.kernel import LineId, SkuId, WarehouseId
from ports.supply.api import Destination, SoldOut, Want
from ports.supply.store import Shelf

SKUS = [SkuId(UUID(int=number)) for number in range(1, 4)]
PLACES = [
    ("广东省", "深圳市"),
    ("北京市", "北京市"),
    ("浙江省", "杭州市"),
    ("四川省", "成都市"),
    ("新疆维吾尔自治区", "乌鲁木齐市"),
]


def shelf(sku: SkuId, site: int, free: int) -> Shelf:
    province, city = PLACES[site]
    return Shelf(sku, WarehouseId(UUID(int=100 + site)), f"仓{site}", province, city, 0, free)


def want(sku: SkuId, quantity: int, line: int = 0) -> Want:
    return Want(LineId(UUID(int=1000 + line)), sku, quantity)


shelves_of = st.dictionaries(st.tuples(st.sampled_from(SKUS), st.integers(0, 4)), st.integers(0, 6), max_size=15).map(
    lambda cells: [shelf(sku, site, free) for (sku, site), free in cells.items()]
)
wants_of = st.lists(st.tuples(st.sampled_from(SKUS), st.integers(1, 5)), min_size=1, max_size=5).map(
    lambda lines: [want(sku, quantity, index) for index, (sku, quantity) in enumerate(lines)]
)
targets = st.sampled_from([None, *(Destination(*place) for place in PLACES)])


@given(wants_of, shelves_of, targets)
def test_every_unit_is_allotted_once_or_it_is_truly_sold_out(
    wants: list[Want], shelves: list[Shelf], to: Destination | None
) -> None:
    free = {sku: sum(s.free for s in shelves if s.sku_id == sku) for sku in SKUS}
    needed = {sku: sum(w.quantity for w in wants if w.sku_id == sku) for sku in SKUS}
    short = {sku for sku in SKUS if needed[sku] > free[sku]}
    try:
        found = route(wants, shelves, to)
    except SoldOut as refusal:
        assert set(refusal.sku_ids) == short and short
        return
    assert not short
    for wanted in wants:
        got = [a for a in found.allotments if a.line_id == wanted.line_id]
        assert sum(a.quantity for a in got) == wanted.quantity and all(a.quantity > 0 for a in got)
    for place in shelves:
        taken = sum(
            a.quantity for a in found.allotments if (a.sku_id, a.warehouse_id) == (place.sku_id, place.warehouse_id)
        )
        assert taken <= place.free
    assert found.reason


@given(wants_of, shelves_of, targets)
def test_no_smaller_set_of_warehouses_would_do(wants: list[Want], shelves: list[Shelf], to: Destination | None) -> None:
    try:
        found = route(wants, shelves, to)
    except SoldOut:
        return
    used = {a.warehouse_id for a in found.allotments}
    sites = {s.warehouse_id for s in shelves}
    for smaller in combinations(sites, min(len(used), 4) - 1):
        assert any(
            sum(s.free for s in shelves if s.sku_id == sku and s.warehouse_id in smaller)
            < sum(w.quantity for w in wants if w.sku_id == sku)
            for sku in SKUS
        )


def test_the_nearest_of_those_that_have_it_all() -> None:
    shelves = [shelf(SKUS[0], site, 5) for site in range(5)]
    [allotment] = route([want(SKUS[0], 2)], shelves, Destination("江苏省", "南京市")).allotments
    assert allotment.warehouse_name == "仓2"
    assert route([want(SKUS[0], 2)], shelves, Destination("江苏省", "南京市")).reason == "仓2可以发齐，且距江苏省最近"


def test_one_far_warehouse_beats_two_near_ones() -> None:
    shelves = [shelf(SKUS[0], 0, 1), shelf(SKUS[1], 2, 1), shelf(SKUS[0], 4, 1), shelf(SKUS[1], 4, 1)]
    found = route([want(SKUS[0], 1, 0), want(SKUS[1], 1, 1)], shelves, Destination("广东省", "深圳市"))
    assert {a.warehouse_name for a in found.allotments} == {"仓4"}


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        (("广东省", "深圳市"), ("广东省", "深圳市"), 0),
        (("广东省", "深圳市"), ("广东省", "广州市"), 100),
        (("北京市", "北京市"), ("上海市", "上海市"), 1067),
        (("火星", "火星"), ("上海市", "上海市"), FAR_KM),
        (("", ""), ("上海市", "上海市"), FAR_KM),
    ],
)
def test_distances(start: tuple[str, str], end: tuple[str, str], km: int) -> None:
    assert distance_km(start, end) == pytest.approx(km, abs=5)
    assert distance_km(end, start) == distance_km(start, end)
