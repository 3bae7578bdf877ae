"""Touches over HTTP: who comes through a link is counted, and nobody else learns anything."""

from uuid import uuid4

from ports.community.touches import NewTouch
from tests.http.shop import Person, Shop
from tests.http.touches import issued


async def _opened(shop: Shop, code: str) -> list[tuple[object, ...]]:
    return await shop.rows(
        "select o.times from community.touch_openings o join community.touches t on t.id = o.touch_id"
        " where t.code = $1",
        code,
    )


async def test_who_comes_through_is_counted_once(shop: Shop, shopper: Person) -> None:
    code = await issued(shop, NewTouch("script", f"script:{uuid4()}", "mei"))
    for _ in range(2):
        answer = await shopper.ask("POST", f"/touches/{code}/open")
        assert (answer.status_code, answer.content) == (204, b"")
    assert [tuple(row) for row in await _opened(shop, code)] == [(1,)]


async def test_an_unknown_code_is_not_found_and_changes_nothing(shop: Shop, shopper: Person) -> None:
    before = await shop.picture()
    for code in ("aaaaaaaaaa", "x", "%E4%B8%AD"):
        answer = await shopper.ask("POST", f"/touches/{code}/open")
        assert (answer.status_code, answer.json()["code"]) == (404, "community.touch_not_found")
    assert (await shopper.ask("POST", f"/touches/{'a' * 33}/open")).status_code in (400, 404)
    assert await shop.picture() == before


async def test_a_guest_waits_until_they_are_known(shop: Shop) -> None:
    code = await issued(shop, NewTouch("script", f"script:{uuid4()}", "mei"))
    assert (await shop.guest.ask("POST", f"/touches/{code}/open")).status_code == 401
    assert await _opened(shop, code) == []
