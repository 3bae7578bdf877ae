"""Operators sign in over HTTP: throttling, one-time codes, temporary passwords, sessions that end."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pyotp
import pytest

from tests.http.shop import PASSWORD, Person, Shop
from tests.http.test_gate import assert_problem

NEW_PASSWORD = "duo-duo-2026-hao"


class Door:
    """The sign-in page as seen from one address, so that failures of one test do not count in another."""

    def __init__(self, shop: Shop) -> None:
        self.ip = f"198.51.{uuid4().int % 250}.{uuid4().int % 250}"
        transport = httpx.ASGITransport(app=shop.app, client=(self.ip, 4000))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://shop", timeout=30)

    async def knock(self, username: str, password: str, totp: str | None = None) -> httpx.Response:
        body = {"username": username, "password": password, "totp": totp}
        return await self.client.post("/api/admin/session", json=body)

    def person(self, answer: httpx.Response) -> Person:
        assert answer.status_code == 200, answer.text
        return Person(self.client, "/api/admin", answer.json()["token"])


@pytest.fixture
def door(shop: Shop) -> Door:
    return Door(shop)


async def _operator(shop: Shop, role: str = "店主") -> str:
    username = f"op-{uuid4().hex[:10]}"
    assert await shop.built.services.operators.ensure(username, "小林", role, PASSWORD)
    return username


async def test_too_many_failures_close_the_door_even_to_the_right_password(shop: Shop, door: Door) -> None:
    username = await _operator(shop)
    for _ in range(5):
        assert_problem(await door.knock(username, "wrong"), 401, "governance.bad_credentials")
    assert_problem(await door.knock(username, PASSWORD), 429, "governance.throttled")
    # The account is closed from everywhere; the address is closed for every account.
    assert_problem(await Door(shop).knock(username, PASSWORD), 429, "governance.throttled")
    assert_problem(await door.knock(await _operator(shop), PASSWORD), 429, "governance.throttled")
    shop.clock.ahead = timedelta(minutes=16)
    later = await door.knock(username, PASSWORD)
    shop.clock.ahead = timedelta()
    assert later.status_code == 200


async def test_an_unknown_name_is_answered_like_a_wrong_password(shop: Shop, door: Door) -> None:
    username = await _operator(shop)
    known, unknown = await door.knock(username, "wrong"), await door.knock("nobody-here", "wrong")
    kept = [
        {name: value for name, value in answer.json().items() if name != "requestId"} for answer in (known, unknown)
    ]
    assert kept[0] == kept[1]


async def test_one_time_codes_are_asked_for_and_serve_once(shop: Shop, door: Door) -> None:
    username = await _operator(shop)
    person = door.person(await door.knock(username, PASSWORD))
    secret = (await person.post("/me/totp/setup"))["secret"]
    assert_problem(
        await person.ask("POST", "/me/totp/confirm", {"code": "000000"}), 400, "governance.wrong_totp", "code"
    )
    assert (await person.get("/session"))["totpEnabled"] is False
    codes = pyotp.TOTP(secret)
    now = await shop.value("select extract(epoch from now())::bigint")
    assert (await person.post("/me/totp/confirm", {"code": codes.at(now - 30)}))["totpEnabled"] is True
    assert_problem(await door.knock(username, PASSWORD), 401, "governance.totp_required", "totp")
    assert_problem(await door.knock(username, PASSWORD, codes.at(now - 30)), 401, "governance.bad_credentials", "totp")
    assert (await door.knock(username, PASSWORD, codes.at(now))).status_code == 200
    assert_problem(await door.knock(username, PASSWORD, codes.at(now)), 401, "governance.bad_credentials", "totp")
    # Off again only through someone who manages operators.
    assert_problem(await person.ask("POST", "/me/totp/setup"), 400, "request.invalid")


async def test_a_temporary_password_opens_nothing_but_its_change(shop: Shop, owner: Person, door: Door) -> None:
    username, role_id = f"op-{uuid4().hex[:10]}", await shop.value("select id from governance.role where name = '店主'")
    made = await owner.post("/operators", {"username": username, "name": "小新", "roleIds": [str(role_id)]})
    person = door.person(await door.knock(username, made["temporaryPassword"]))
    assert (await person.get("/session"))["mustChangePassword"] is True
    assert_problem(await person.ask("GET", "/products"), 403, "governance.permission_missing")
    refusals: list[tuple[dict[str, Any], str, str]] = [
        ({"current": "wrong", "next": NEW_PASSWORD}, "governance.wrong_password", "current"),
        ({"current": made["temporaryPassword"], "next": "short1"}, "request.invalid", "next"),
        ({"current": made["temporaryPassword"], "next": username + "1"}, "request.invalid", "next"),
    ]
    for body, code, field in refusals:
        assert_problem(await person.ask("POST", "/me/password", body), 400, code, field)
    changed = {"current": made["temporaryPassword"], "next": NEW_PASSWORD}
    assert (await person.ask("POST", "/me/password", changed)).status_code == 204
    assert (await person.get("/session"))["mustChangePassword"] is False
    assert (await person.ask("GET", "/products")).status_code == 200
    assert_problem(await door.knock(username, made["temporaryPassword"]), 401, "governance.bad_credentials")
    assert (await door.knock(username, NEW_PASSWORD)).status_code == 200


async def test_signing_out_ends_the_token(shop: Shop, door: Door) -> None:
    person = door.person(await door.knock(await _operator(shop), PASSWORD))
    assert (await person.ask("GET", "/products")).status_code == 200
    assert (await person.ask("DELETE", "/session")).status_code == 204
    assert_problem(await person.ask("GET", "/products"), 401, "auth.required")


async def test_the_shop_keeps_someone_who_manages_operators(shop: Shop, owner: Person) -> None:
    items = (await owner.get("/operators"))["items"]
    before = await shop.picture()
    odd = [
        await owner.ask("PUT", f"/operators/{uuid4()}", {"name": "谁", "roleIds": [], "status": "active"}),
        await owner.ask(
            "PUT", f"/operators/{items[0]['id']}", {"name": "谁", "roleIds": [str(uuid4())], "status": "active"}
        ),
        await owner.ask("POST", "/operators", {"username": "a b", "name": "x", "roleIds": []}),
        await owner.ask("POST", "/roles", {"name": "怪", "permissions": ["everything"]}),
    ]
    assert [answer.status_code for answer in odd] == [404, 400, 400, 400]
    assert await shop.picture() == before


async def test_a_shopper_signs_in_with_a_code_once(shop: Shop) -> None:
    code = (await shop.outside.play("/wx/login", device="phone-once"))["code"]
    assert (await shop.guest.ask("POST", "/session", {"code": code})).status_code == 200
    before = await shop.picture()
    for used in (code, "made-up"):
        assert_problem(await shop.guest.ask("POST", "/session", {"code": used}), 401, "members.login_code_invalid")
    assert await shop.picture() == before


async def test_signing_out_ends_a_shoppers_token(shop: Shop) -> None:
    person = await shop.shopper()
    assert (await person.ask("GET", "/me")).status_code == 200
    assert (await person.ask("DELETE", "/session")).status_code == 204
    assert_problem(await person.ask("GET", "/me"), 401, "auth.required")
