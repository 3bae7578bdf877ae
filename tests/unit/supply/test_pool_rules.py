"""Which warehouse serves whom out of a pool."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.supply.pools import allot, fullest_first
from ports.kernel import CampaignId, LineId, OrderId, SkuId, WarehouseId
from ports.supply.api import Destination, PoolTake
from ports.supply.pools import PoolShelf
from ports.supply.store import Shelf

CAMPAIGN, SKU = CampaignId(UUID(int=1)), SkuId(UUID(int=2))
SOUTH, NORTH = WarehouseId(UUID(int=3)), WarehouseId(UUID(int=4))
PLACES = {SOUTH: ("深圳仓", "广东省", "深圳市"), NORTH: ("北京仓", "北京市", "北京市")}


def shelf(place: WarehouseId, rest: int) -> PoolShelf:
    name, province, city = PLACES[place]
    return PoolShelf(CAMPAIGN, SKU, place, name, province, city, 0, rest, 0, True)


def take(number: int, quantity: int, province: str = "广东省") -> PoolTake:
    return PoolTake(OrderId(UUID(int=number)), LineId(UUID(int=number)), quantity, Destination(province, "某市"))


def test_the_nearest_warehouse_that_has_it_all_serves() -> None:
    found = list(allot([shelf(SOUTH, 2), shelf(NORTH, 9)], [take(1, 2), take(2, 2), take(3, 1, "北京市")]))
    assert [(one.order_id.int, one.warehouse_id, one.quantity) for one in found] == [
        (1, SOUTH, 2),
        (2, NORTH, 2),
        (3, NORTH, 1),
    ]


def test_what_no_warehouse_has_alone_is_split_and_what_is_not_there_is_left_out() -> None:
    found = list(allot([shelf(SOUTH, 2), shelf(NORTH, 2)], [take(1, 3), take(2, 2), take(3, 1)]))
    assert [(one.order_id.int, one.warehouse_id, one.quantity) for one in found] == [
        (1, SOUTH, 2),
        (1, NORTH, 1),
        (3, NORTH, 1),
    ]


@given(st.integers(0, 12), st.integers(0, 12), st.lists(st.integers(1, 5), max_size=12))
def test_nobody_gets_a_part_and_nothing_is_given_twice(south: int, north: int, wants: list[int]) -> None:
    takes = [take(number, quantity) for number, quantity in enumerate(wants)]
    given_: dict[int, int] = {}
    places = {SOUTH: 0, NORTH: 0}
    for one in allot([shelf(SOUTH, south), shelf(NORTH, north)], takes):
        given_[one.order_id.int] = given_.get(one.order_id.int, 0) + one.quantity
        places[one.warehouse_id] += one.quantity
    assert all(wants[number] == units for number, units in given_.items())
    assert places[SOUTH] <= south and places[NORTH] <= north
    left = south + north - sum(places.values())
    assert all(wants[number] > left for number in range(len(wants)) if number not in given_)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(1, 40))
def test_a_pool_is_set_aside_whole_or_as_far_as_there_is(south: int, north: int, units: int) -> None:
    shelves = [Shelf(SKU, place, *PLACES[place], 0, free) for place, free in ((SOUTH, south), (NORTH, north))]
    found = dict(fullest_first(shelves, units))
    assert sum(found.values()) == min(units, south + north)
    assert found.get(SOUTH, 0) <= south and found.get(NORTH, 0) <= north
