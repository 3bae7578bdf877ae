"""The short way of the flash sale's button answers as the long one would: same refusals, same words, same figures."""

from uuid import uuid4

from tests.http.flash_sales import open_sale
from tests.http.shop import Person, Shop


def _path(campaign_id: str) -> str:
    return f"/flash/{campaign_id}/reservations"


def _body(**changes: object) -> dict[str, object]:
    return {"skuId": str(uuid4()), "quantity": 1, "clientKey": uuid4().hex, "addressId": None} | changes


async def test_it_refuses_like_every_other_route(shop: Shop, shopper: Person) -> None:
    path = _path(await open_sale(shop, await shop.goods(), 3))
    for person, where, body, expected in (
        (shop.guest, path, _body(), (401, "auth.required", None)),
        (shopper, path, _body(quantity="2"), (400, "request.invalid", "quantity")),
        (shopper, path, _body(quantity=0), (400, "request.invalid", "quantity")),
        (shopper, path, _body(more=1), (400, "request.invalid", "more")),
        (shopper, path, _body(), (404, "promotion.flash_unknown", None)),
        (shopper, path, _body(clientKey="x" * (13 << 20)), (400, "request.too_large", None)),
        (shopper, _path("no-id"), _body(), (404, "request.no_such_route", None)),
        (shopper, path + "/", _body(), (404, "promotion.flash_unknown", None)),
    ):
        answer = await person.ask("POST", where, body)
        told = answer.json()
        assert (answer.status_code, told["code"], told.get("field")) == expected, where
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-request-id"] == told["requestId"]
    assert (await shopper.ask("GET", path)).status_code == 405
    assert (await shopper.ask("POST", path, None)).json()["code"] == "request.invalid"


async def test_what_nobody_expected_is_answered_too(shop: Shop, shopper: Person) -> None:
    path = _path(await open_sale(shop, await shop.goods(), 3))
    await shop.rows("alter table promotion.flash_pool rename to flash_pool_gone")
    try:
        shop.app.state.services.flash_shop.forget()
        answer = await shopper.ask("POST", path, _body())
    finally:
        await shop.rows("alter table promotion.flash_pool_gone rename to flash_pool")
        shop.app.state.services.flash_shop.forget()
    assert (answer.status_code, answer.json()["code"]) == (500, "kernel.internal")


async def test_it_is_counted(shop: Shop, shopper: Person) -> None:
    async def count() -> float:
        figures = (await shop.client.get("/metrics")).text
        name = 'siyu_http_requests_total{operation="reserveFlash",status="404"} '
        return next((float(line.removeprefix(name)) for line in figures.splitlines() if line.startswith(name)), 0.0)

    before = await count()
    await shopper.ask("POST", _path(str(uuid4())), _body())
    assert await count() == before + 1
