"""Who may pass, and what a refusal looks like: a problem document, and nothing changed."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.prove.shopper import ADDRESS
from tests.http.samples import Samples
from tests.http.shop import Person, Shop

HUGE = 10**30


def assert_problem(answer: httpx.Response, status: int, code: str, field: str | None = None) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    content = answer.json()
    assert content["type"] == "about:blank"
    assert content["status"] == status
    assert content["code"] == code
    assert content["requestId"] == answer.headers["x-request-id"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in content["title"])
    assert any("\u4e00" <= letter <= "\u9fff" for letter in content["detail"])
    if field is not None:
        assert content["field"] == field


async def test_refusals_of_the_front_door_are_problem_documents(shop: Shop, shopper: Person) -> None:
    assert_problem(await shop.guest.ask("GET", "/cart"), 401, "auth.required")
    assert_problem(await Person(shop.client, "/api/mini", "made-up").ask("GET", "/cart"), 401, "auth.required")
    assert_problem(await shop.client.get("/api/mini/no-such-thing"), 404, "request.no_such_route")
    assert_problem(await shop.client.get("/nowhere"), 404, "request.no_such_route")
    assert_problem(await shopper.ask("DELETE", "/cart"), 405, "request.method_not_allowed")
    assert_problem(await shopper.ask("GET", f"/orders/{uuid4()}"), 404, "commerce.order_not_found")
    assert_problem(await shopper.ask("GET", "/orders/not-an-id"), 404, "request.no_such_route")


async def test_an_operator_without_the_permission_is_told_so(shop: Shop) -> None:
    reader = await shop.operator(permissions=["catalogue.read"])
    before = await shop.picture()
    body = {"name": "新类目", "parentId": None, "iconMediaId": None, "attributeNames": []}
    assert_problem(await reader.ask("POST", "/categories", body), 403, "governance.permission_missing")
    assert await shop.picture() == before


@pytest.mark.parametrize(
    ("authorization", "status"),
    [("Basic abc", 401), ("Bearer", 401), ("Bearer ", 401), ("bearer \xff\xfe", 401), ("Bearer a b", 401)],
)
async def test_odd_authorization_headers_are_no_tokens(shop: Shop, authorization: str, status: int) -> None:
    answer = await shop.client.get("/api/mini/me", headers=[(b"authorization", authorization.encode("latin-1"))])
    assert_problem(answer, status, "auth.required")


async def test_tokens_of_one_audience_are_nothing_to_the_other(shop: Shop, shopper: Person, owner: Person) -> None:
    assert_problem(await Person(shop.client, "/api/admin", shopper.token).ask("GET", "/session"), 401, "auth.required")
    assert_problem(await Person(shop.client, "/api/mini", owner.token).ask("GET", "/me"), 401, "auth.required")


def _address(**changed: Any) -> dict[str, Any]:
    return ADDRESS | changed


BAD_ADDRESSES = [
    (_address(admin=True), "admin"),
    (_address(name=7), "name"),
    (_address(name=None), "name"),
    (_address(name=""), "name"),
    (_address(name="好" * 33), "name"),
    (_address(phone="1" * 40), "phone"),
    (_address(isDefault="yes"), "isDefault"),
    (_address(detail=["a"]), "detail"),
    ({name: value for name, value in ADDRESS.items() if name != "phone"}, "phone"),
]


@pytest.mark.parametrize(("body", "field"), BAD_ADDRESSES)
async def test_bad_fields_are_refused_by_name(shop: Shop, shopper: Person, body: Any, field: str) -> None:
    before = await shop.picture()
    assert_problem(await shopper.ask("POST", "/addresses", body), 400, "request.invalid", field)
    assert await shop.picture() == before


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 5000, b'{"name": "\\ud800"}']
)
async def test_what_is_no_json_object_is_refused(shop: Shop, shopper: Person, content: bytes) -> None:
    before = await shop.picture()
    headers = {"content-type": "application/json"}
    answer = await shopper.ask("POST", "/addresses", headers=headers, content=content)
    assert_problem(answer, 400, "request.invalid")
    assert await shop.picture() == before


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "2", HUGE, -HUGE, True, None, 2**31, 2**63])
async def test_odd_quantities_are_refused(shop: Shop, shopper: Person, samples: Samples, quantity: object) -> None:
    sku_id, before = samples.ids["sku_id"], await shop.picture()
    line = {"skuId": sku_id, "quantity": quantity}
    answers = [
        (await shopper.ask("POST", "/cart/lines", line), "quantity"),
        (await shopper.ask("POST", "/cart/merge", {"lines": [line]}), "lines[0].quantity"),
        (await shop.guest.ask("POST", "/cart/preview", {"lines": [line | {"selected": True}]}), "lines[0].quantity"),
        (await shopper.ask("POST", "/orders/quick", line | {"clientKey": uuid4().hex}), "quantity"),
        (
            await shopper.ask("POST", "/checkout/quote", {"source": "direct", "lines": [line], "addressId": None}),
            "lines[0].quantity",
        ),
    ]
    for answer, field in answers:
        assert_problem(answer, 400, "request.invalid", field)
    assert await shop.picture() == before


async def test_text_with_a_nul_changes_nothing(shop: Shop, shopper: Person, owner: Person) -> None:
    before = await shop.picture()
    asks = [
        shopper.ask("POST", "/addresses", _address(name="a\0b")),
        shopper.ask("PATCH", "/me", {"nickname": "a\0b"}),
        shopper.ask("POST", "/me/consent", {"version": "a\0b"}),
        shop.guest.ask("GET", "/products", params={"q": "a\0b"}),
        shop.guest.ask("POST", "/session", {"code": "a\0b"}),
        owner.ask("GET", "/members", params={"q": "a\0b"}),
        owner.ask("GET", "/products", params={"q": "\0"}),
        owner.ask("POST", "/roles", {"name": "a\0b", "permissions": []}),
        shop.client.post("/api/admin/session", json={"username": "a\0b", "password": "x"}),
        shop.client.get("/files/a%00b.webp"),
    ]
    for ask in asks:
        answer = await ask
        assert answer.status_code in (200, 400, 401, 404), answer.text
    changed = {name for name, found in (await shop.picture()).items() if before[name] != found}
    # An address may be sealed with whatever text it has: it is no column.
    assert changed <= {"members.address"}


@pytest.mark.parametrize("cursor", ["x", "!!!!", "AAAA", "a" * 512, "eyJhIjoxfQ", "\0", "WyJhIl0", "好"])
async def test_bad_cursors_are_refused(shop: Shop, shopper: Person, owner: Person, cursor: str) -> None:
    lists = [(shop.guest, "/products"), (shopper, "/orders"), (shopper, "/favourites"), (shopper, "/after-sales")]
    lists += [(owner, path) for path in ("/products", "/fulfilments", "/stock", "/stock/moves", "/money/ledger")]
    lists += [(owner, path) for path in ("/members", "/audit", "/deliveries", "/inbox", "/work-orders", "/orders")]
    for person, path in lists:
        answer = await person.ask("GET", path, params={"cursor": cursor})
        assert answer.status_code == 400, f"{path} {answer.text}"
        assert_problem(answer, 400, answer.json()["code"])


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", str(HUGE), "1.5"])
async def test_bad_limits_are_refused(shop: Shop, shopper: Person, limit: str) -> None:
    for path in ("/products", "/orders"):
        assert_problem(await shopper.ask("GET", path, params={"limit": limit}), 400, "request.invalid", "limit")


async def test_a_body_that_is_too_large_is_refused(shop: Shop, shopper: Person) -> None:
    answer = await shopper.ask("POST", "/addresses", content=b"x" * (13 << 20))
    assert_problem(answer, 413, "request.too_large")


async def test_uploads_are_judged_by_their_content(shop: Shop, shopper: Person, owner: Person) -> None:
    before = await shop.picture()
    for person, path in ((shopper, "/uploads"), (owner, "/media")):
        for content in (b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n broken", b"MZ" * 1000):
            answer = await person.ask("POST", path, files={"file": ("a.png", content, "image/png")})
            assert answer.status_code == 400, answer.text
            assert_problem(answer, 400, answer.json()["code"])
        assert_problem(await person.ask("POST", path, files={"other": b"x"}), 400, "request.invalid")
        assert_problem(await person.ask("POST", path, {"file": "x"}), 400, "request.invalid")
    assert await shop.picture() == before


async def test_every_answer_names_its_request(shop: Shop) -> None:
    answer = await shop.client.get("/api/mini/couriers", headers={"x-request-id": "given-by-a-proxy-1"})
    assert answer.headers["x-request-id"] == "given-by-a-proxy-1"
    for odd in ("short", "a" * 65, "no spaces please", "x" * 10 + "\n"):
        given = [(b"x-request-id", odd.encode())]
        made = (await shop.client.get("/api/mini/couriers", headers=given)).headers["x-request-id"]
        assert made != odd
        assert len(made) == 32
    ids = {(await shop.client.get("/health/live")).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3


async def test_a_repeated_write_gets_the_first_answer(shop: Shop, shopper: Person, samples: Samples) -> None:
    headers = {"idempotency-key": uuid4().hex}
    first = await shopper.ask("POST", "/addresses", _address(isDefault=False), headers)
    assert first.status_code == 201
    before = await shop.picture()
    again = await shopper.ask("POST", "/addresses", _address(isDefault=False), headers)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["content-type"] == first.headers["content-type"]
    assert await shop.picture() == before
    other = await shopper.ask("POST", "/addresses", _address(name="别人"), headers)
    assert_problem(other, 409, "request.idempotency_key_reused")
    elsewhere = await shopper.ask("POST", "/cart/lines", {"skuId": samples.ids["sku_id"], "quantity": 1}, headers)
    assert_problem(elsewhere, 409, "request.idempotency_key_reused")
    assert await shop.picture() == before


async def test_a_key_belongs_to_its_caller(shop: Shop, shopper: Person) -> None:
    headers, stranger = {"idempotency-key": uuid4().hex}, await shop.shopper()
    first = await shopper.ask("POST", "/addresses", _address(), headers)
    second = await stranger.ask("POST", "/addresses", _address(), headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


async def test_concurrent_repeats_do_it_once_and_get_one_answer(shop: Shop, shopper: Person) -> None:
    headers = {"idempotency-key": uuid4().hex}
    asks = [shopper.ask("POST", "/addresses", _address(isDefault=False), headers) for _ in range(12)]
    answers = await asyncio.gather(*asks)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len((await shopper.get("/addresses"))["items"]) == 2


async def test_a_repeat_that_would_be_refused_because_of_the_first_gets_its_answer(shop: Shop, shopper: Person) -> None:
    added = (await shopper.ask("POST", "/addresses", _address(), {"idempotency-key": uuid4().hex})).json()
    headers, path = {"idempotency-key": uuid4().hex}, f"/addresses/{added['id']}"
    answers = await asyncio.gather(*(shopper.ask("DELETE", path, None, headers) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {204}
    again = await shopper.ask("DELETE", path, None, {"idempotency-key": uuid4().hex})
    assert_problem(again, 404, "members.address_not_found")


async def test_concurrent_additions_to_the_cart_count_once_per_key(
    shop: Shop, shopper: Person, samples: Samples
) -> None:
    body = {"skuId": samples.ids["sku_id"], "quantity": 1}
    keys = [{"idempotency-key": uuid4().hex} for _ in range(3)]
    asks = [shopper.ask("POST", "/cart/lines", body, headers) for headers in keys for _ in range(5)]
    answers = await asyncio.gather(*asks)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 3
    [line] = [
        line
        for group in (await shopper.get("/cart"))["groups"]
        for line in group["lines"]
        if line["skuId"] == body["skuId"]
    ]
    assert line["quantity"] == 3


async def test_of_many_first_addresses_at_once_one_is_the_default(shop: Shop) -> None:
    newcomer = await shop.shopper()
    for known in (await newcomer.get("/addresses"))["items"]:
        await newcomer.ask("DELETE", f"/addresses/{known['id']}")
    asks = [newcomer.ask("POST", "/addresses", _address(isDefault=number % 2 == 0)) for number in range(34)]
    answers = await asyncio.gather(*asks)
    assert sorted(answer.status_code for answer in answers) == [201] * 30 + [409] * 4
    book = (await newcomer.get("/addresses"))["items"]
    assert [address["isDefault"] for address in book] == [True] + [False] * 29
    for address in book[:20]:
        assert (await newcomer.ask("DELETE", f"/addresses/{address['id']}")).status_code == 204
    rest = (await newcomer.get("/addresses"))["items"]
    assert [address["isDefault"] for address in rest] == [True] + [False] * 9


async def test_a_refused_write_may_be_tried_again_with_its_key(shop: Shop, shopper: Person) -> None:
    headers = {"idempotency-key": uuid4().hex}
    refused = await shopper.ask("POST", "/addresses", _address(name=""), headers)
    assert_problem(refused, 400, "request.invalid", "name")
    assert (await shopper.ask("POST", "/addresses", _address(), headers)).status_code == 201


@pytest.mark.parametrize("key", ["", "k" * 129, "schlüssel"])
async def test_odd_keys_are_refused(shop: Shop, shopper: Person, key: str) -> None:
    before = await shop.picture()
    headers = {"idempotency-key": key.encode()}
    answer = await shopper.ask("POST", "/addresses", _address(), headers)  # type: ignore[arg-type]
    assert_problem(answer, 400, "request.idempotency_key_invalid")
    assert await shop.picture() == before
