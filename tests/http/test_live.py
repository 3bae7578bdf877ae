"""Stock as it changes, over HTTP."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from app.http import streams
from app.http.streams import FOLLOWERS
from tests.http.samples import Description
from tests.http.shop import Person, Shop
from tests.http.streams import Event, Stream, streaming

MINI, ADMIN = "/api/mini/live/stock", "/api/admin/live/stock"


def _sku(goods: Any) -> list[tuple[str, str]]:
    return [("skuIds", str(goods.sku_id))]


def _bearer(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.token}"}


def _followers() -> float:
    return float(FOLLOWERS._value.get())


async def _stock(stream: Stream) -> Event:
    """The next event with a figure."""
    while True:
        event = await stream.event()
        if event.name:
            return event


async def test_a_shopper_sees_the_figure_follow_an_order(shop: Shop, shopper: Person) -> None:
    goods = await shop.goods((3, 2))
    async with streaming(shop.app, MINI, _sku(goods)) as stream:
        assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert stream.headers["cache-control"] == "no-store"
        first = await stream.event()
        whole = {"skuId": str(goods.sku_id), "available": 5, "lowStock": True}
        assert (first.name, first.data) == ("reset", {"items": [whole], "isWhole": True})
        await shop.ordered(shopper, goods, 2)
        event = await _stock(stream)
        assert (event.name, event.data) == ("stock", whole | {"available": 3})


async def test_a_client_comes_again_where_it_was(shop: Shop, shopper: Person) -> None:
    goods, other = await shop.goods(), await shop.goods()
    both = _sku(goods) + _sku(other)
    async with streaming(shop.app, MINI, both) as stream:
        first = await stream.event()
    await shop.ordered(shopper, goods, 1)
    missed = {"skuId": str(goods.sku_id), "available": 99, "lowStock": False}
    for headers, query in (({"last-event-id": str(first.id)}, []), ({}, [("lastEventId", str(first.id))])):
        async with streaming(shop.app, MINI, both + query, headers) as stream:
            # Somebody's transaction on the server may have held the first position back: then more is told again.
            while (event := await _stock(stream)).data != missed:
                assert event.name == "stock"
            assert event.name == "stock"


async def test_shoppers_see_capped_figures_and_operators_true_ones(shop: Shop, shopper: Person, owner: Person) -> None:
    goods = await shop.goods((4000, 1000))
    async with (
        streaming(shop.app, MINI, _sku(goods)) as seen,
        streaming(shop.app, ADMIN, _sku(goods), _bearer(owner)) as true,
    ):
        assert (await seen.event()).data["items"][0]["available"] == 999
        [level] = (await true.event()).data["items"]
        assert (level["free"], sorted(one["free"] for one in level["warehouses"])) == (5000, [1000, 4000])
        await shop.ordered(shopper, goods, 1)
        event = await _stock(true)
        assert event.data["free"] == 4999
        assert sum(one["reserved"] for one in event.data["warehouses"]) == 1


async def test_an_operator_follows_all_of_it(shop: Shop, shopper: Person, owner: Person) -> None:
    goods = await shop.goods()
    async with streaming(shop.app, ADMIN, headers=_bearer(owner)) as stream:
        assert (await stream.event()).data == {"items": [], "isWhole": False}
        await shop.ordered(shopper, goods, 1)
        while (await _stock(stream)).data["skuId"] != str(goods.sku_id):
            pass


async def test_who_does_not_read_is_cut_off(shop: Shop, shopper: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "SLOW_SECONDS", 0.2)
    goods, before = await shop.goods(), _followers()
    async with streaming(shop.app, MINI, _sku(goods)) as stream:
        await stream.event()
        stream.reads.clear()
        await shop.ordered(shopper, goods, 1)
        async with asyncio.timeout(10):
            while _followers() != before:
                await asyncio.sleep(0.02)


async def test_who_leaves_is_forgotten(shop: Shop) -> None:
    goods, before = await shop.goods(), _followers()
    async with streaming(shop.app, MINI, _sku(goods)) as stream:
        await stream.event()
        assert _followers() == before + 1
    assert _followers() == before


@pytest.mark.parametrize(
    "query", [[], [("skuIds", "no id")], [("skuIds", str(uuid4())) for _ in range(101)], [("lastEventId", "1-1")]]
)
async def test_what_is_asked_for_wrongly_is_refused_before_it_begins(shop: Shop, query: list[tuple[str, str]]) -> None:
    async with streaming(shop.app, MINI, query) as stream:
        assert stream.status == 400
        assert msgspec.json.decode(await stream.body())["code"] == "request.invalid"


async def test_goods_that_are_none_have_nothing(shop: Shop) -> None:
    async with streaming(shop.app, MINI, [("skuIds", str(UUID(int=7)))]) as stream:
        assert (await stream.event()).data["items"] == [{"skuId": str(UUID(int=7)), "available": 0, "lowStock": False}]


async def test_operators_need_the_permission_and_shoppers_stay_out(shop: Shop, shopper: Person) -> None:
    nobody = await shop.operator(permissions=[])
    for person, status in ((nobody, 403), (shopper, 401), (shop.guest, 401)):
        async with streaming(shop.app, ADMIN, headers=_bearer(person)) as stream:
            assert stream.status == status
            await stream.body()


async def test_the_description_tells_of_the_stream(shop: Shop) -> None:
    document = Description((await shop.client.get("/openapi.json")).json())
    for path in (MINI, ADMIN):
        answer = document.operation("GET", path)["responses"]["200"]
        assert list(answer["content"]) == ["text/event-stream"]
        assert "lastEventId" in answer["description"]
