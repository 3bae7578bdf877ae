"""The guide's sidebar over HTTP: who comes in, whom they see, and what is told as it happens."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.http.shop import Person, Shop
from tests.http.sidebar import Beside, batch, beside, event, login_answer, signed_in
from tests.http.streams import Event, Stream, streaming
from tests.http.wecom import hired, known_to_the_shop


@pytest.fixture(scope="module")
async def side(shop: Shop) -> Beside:
    return await beside(shop)


def _at(seconds: float = 0) -> str:
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


def _bearer(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.token}"}


async def _named(stream: Stream, name: str) -> Event:
    while True:
        found = await stream.event()
        if found.name == name:
            return found


async def test_only_staff_come_in_and_a_code_works_once(shop: Shop, side: Beside) -> None:
    me = await side.guide.get("/me")
    assert (me["userId"], me["name"], me["contacts"]) == (side.user_id, "小青", 1)
    for code in ("made-up", "中文"):
        given = await login_answer(shop, side.user_id) | {"code": code}
        answer = await shop.client.post("/api/sidebar/session", json=given)
        assert answer.status_code in (400, 401), answer.text
    # Somebody whom the shop does not know as a guide.
    stranger = await hired(shop)
    answer = await shop.client.post("/api/sidebar/session", json=await login_answer(shop, stranger))
    assert (answer.status_code, answer.json()["code"]) == (401, "wecom.login_refused")


async def test_a_session_ends_when_the_guide_leaves_or_signs_out(shop: Shop) -> None:
    user_id = await hired(shop)
    await known_to_the_shop(shop, user_id)
    first, second = await signed_in(shop, user_id), await signed_in(shop, user_id)
    assert (await first.ask("DELETE", "/session")).status_code == 204
    assert (await first.ask("GET", "/me")).status_code == 401
    await second.get("/me")
    await shop.rows("update community.guide set is_active = false where user_id = $1", user_id)
    # Another process, which remembers nothing.
    assert await shop.built.services.community.sidebar.sessions.resolve(second.token) is None


async def test_the_first_answer_tells_who_it_is(shop: Shop, side: Beside) -> None:
    goods = await shop.goods()
    await side.shopper.post("/cart/lines", {"skuId": str(goods.sku_id), "quantity": 2})
    views = [event("product_view", _at(60 - n), productId=str(goods.product_id)) for n in range(5)]
    await side.shopper.post("/events", batch(*views, sent_at=_at()))
    card = await side.guide.get(side.place)
    shopping = card["shopping"]
    assert shopping["memberId"] == (await side.shopper.get("/me"))["id"]
    assert (shopping["cart"]["quantity"], shopping["cart"]["isAbandoned"]) == (2, False)
    assert "近 7 天看了 5 次" in shopping["insight"] and "购物车有 2 件" in shopping["insight"]
    assert shopping["live"]["isActive"] and shopping["live"]["text"].startswith("正在看「")
    assert card["counts"]["eventsWeek"] >= 5


async def test_nobody_but_the_guide_of_a_contact_sees_anything(shop: Shop, side: Beside, owner: Person) -> None:
    other = await beside(shop)
    order = await shop.ordered(side.shopper, await shop.goods())
    note = await side.guide.post(side.place + "/notes", {"text": "爱问成分"})
    due = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    task = await side.guide.post(side.place + "/tasks", {"title": "回访", "text": "", "dueAt": due})
    gets = ["", "/profile", "/visits", "/orders", "/coupons", "/scripts", "/notes", "/tasks", "/stream"]
    writes: list[tuple[str, str, Any]] = [
        ("POST", f"/orders/{order['id']}/reminders", None),
        ("POST", "/notes", {"text": "偷看"}),
        ("DELETE", f"/notes/{note['id']}", None),
        ("POST", "/tasks", {"title": "偷看", "text": "", "dueAt": due}),
        ("POST", "/coupons", {"templateId": str(uuid4())}),
        ("POST", f"/scripts/{uuid4()}/drafts", {}),
        ("POST", f"/drafts/{uuid4()}/sent", {"text": "好", "withCard": True}),
    ]
    before = await shop.rows("select count(*) from community.guide_note union all select count(*) from community.draft")
    for contact_id in (side.contact_id, "nobody"):
        for path in gets:
            answer = await other.guide.ask("GET", f"/contacts/{contact_id}{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "community.contact_not_yours"), path
        for method, path, body in writes:
            answer = await other.guide.ask(method, f"/contacts/{contact_id}{path}", body)
            assert answer.status_code == 404, (path, answer.text)
    # The right contact with somebody else's things, and a task by its own address.
    for method, path, body in (
        ("POST", f"{other.place}/orders/{order['id']}/reminders", None),
        ("DELETE", f"{other.place}/notes/{note['id']}", None),
        ("POST", f"/tasks/{task['id']}/done", {}),
        ("POST", f"/tasks/{task['id']}/snooze", {"dueAt": due}),
    ):
        answer = await other.guide.ask(method, path, body)
        assert answer.status_code == 404, (path, answer.text)
    for person in (Person(shop.client, "/api/sidebar", token) for token in ("", side.shopper.token, owner.token)):
        for path in ("/me", "/now", "/tasks", *(side.place + path for path in gets)):
            answer = await person.ask("GET", path)
            assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")
    after = await shop.rows("select count(*) from community.guide_note union all select count(*) from community.draft")
    assert after == before


async def test_what_a_shopper_does_arrives_beside_the_chat(shop: Shop, side: Beside) -> None:
    goods = await shop.goods()
    view = event("product_view", _at(), productId=str(goods.product_id))
    async with (
        streaming(shop.app, f"/api/sidebar{side.place}/stream", headers=_bearer(side.guide)) as stream,
        streaming(shop.app, "/api/sidebar/now/stream", headers=_bearer(side.guide)) as everybody,
    ):
        await _named(stream, "reset")
        await _named(everybody, "reset")
        await side.shopper.post("/events", batch(view, sent_at=_at()))
        told = await _named(stream, "event")
        assert (told.data["id"], told.data["kind"], told.data["dwellMs"]) == (view["id"], "product_view", None)
        assert (await _named(everybody, "now")).data["contactId"] == side.contact_id
        leave = event("product_leave", _at(), productId=str(goods.product_id), viewId=view["id"], dwellMs=42_000)
        await side.shopper.post("/events", batch(leave, sent_at=_at()))
        again = await _named(stream, "event")
        assert (again.data["id"], again.data["dwellMs"]) == (view["id"], 42_000)
    visit = (await side.guide.get(side.place + "/visits"))["items"][0]
    assert visit["events"][0]["text"].endswith("42 秒")
    assert (await side.guide.get("/now"))["items"][0]["last"]["id"] == view["id"]


async def test_a_stream_goes_on_where_it_was(shop: Shop, side: Beside) -> None:
    path = f"/api/sidebar{side.place}/stream"
    first = event("search", _at(), text="奶瓶")
    async with streaming(shop.app, path, headers=_bearer(side.guide)) as stream:
        await _named(stream, "reset")
        await side.shopper.post("/events", batch(first, sent_at=_at()))
        told = await _named(stream, "event")
    if told.id is None:
        # It was told before it was settled: the place is that of the picture.
        async with streaming(shop.app, path, headers=_bearer(side.guide)) as stream:
            told = await _named(stream, "reset")
    missed = [event("search", _at(), text=f"纸尿裤{n}") for n in range(3)]
    for one in missed:
        await side.shopper.post("/events", batch(one, sent_at=_at()))
    query = [("lastEventId", str(told.id))]
    async with streaming(shop.app, path, query, _bearer(side.guide)) as stream:
        found = [await stream.event() for _ in missed]
    assert [one.name for one in found] == ["event"] * 3
    assert [one.data["id"] for one in found] == [one["id"] for one in missed]
    async with streaming(shop.app, path, [("lastEventId", "7-" + "0" * 32)], _bearer(side.guide)) as stream:
        assert (await stream.event()).name == "reset"


async def test_events_are_kept_once_and_within_reason(shop: Shop, side: Beside) -> None:
    one = event("search", _at(), text="待产包")
    assert await side.shopper.post("/events", batch(one, sent_at=_at())) == {"isOn": True, "kept": 1}
    assert (await side.shopper.post("/events", batch(one, one, sent_at=_at())))["kept"] == 0
    early, late = event("search", _at(-3600), text="未来"), event("search", _at(90_000), text="太晚")
    assert (await side.shopper.post("/events", batch(early, late, sent_at=_at())))["kept"] == 1
    [(at,)] = await shop.rows("select at from insight.event where id = $1", early["id"])
    assert at <= datetime.now(UTC)
    for wrong in (
        batch(event("hover", _at()), sent_at=_at()),
        batch(*(event("page", _at()) for _ in range(51)), sent_at=_at()),
        batch(event("abandoned", _at()), sent_at=_at()),
        {"sentAt": _at(), "events": []},
    ):
        assert (await side.shopper.ask("POST", "/events", wrong)).status_code == 400


async def test_who_does_not_want_to_be_followed_is_not(shop: Shop) -> None:
    side = await beside(shop)
    await side.shopper.ask("PUT", "/me/consents/marketing", {"isGiven": False})
    kept = await side.shopper.post("/events", batch(event("search", _at(), text="奶粉"), sent_at=_at()))
    assert kept == {"isOn": False, "kept": 0}
    assert (await side.guide.get(side.place + "/visits"))["items"] == []
    stranger = await shop.shopper()
    assert not (await stranger.post("/events", batch(event("page", _at()), sent_at=_at())))["isOn"]


async def test_orders_reach_the_radar_and_can_be_reminded_of(shop: Shop) -> None:
    side = await beside(shop)
    goods = await shop.goods()
    order = await shop.ordered(side.shopper, goods)
    await shop.settle()
    [row] = (await side.guide.get(side.place + "/orders"))["items"]
    assert (row["statusText"], row["actions"]) == ("待付款", ["remind_payment", "note"])
    draft = await side.guide.post(f"{side.place}/orders/{order['id']}/reminders")
    assert f"id={order['id']}&t=" in draft["card"]["path"] and ".html?" in draft["card"]["path"]
    sent = await side.guide.post(f"{side.place}/drafts/{draft['id']}/sent", {"text": "记得付款哦", "withCard": True})
    assert (sent["isEdited"], sent["withCard"]) == (True, True)
    again = await side.guide.post(f"{side.place}/drafts/{draft['id']}/sent", {"text": "改口", "withCard": False})
    assert again["text"] == "记得付款哦"
    await shop.pay(side.shopper, order["id"])
    await shop.settle()
    kinds = [
        one["kind"] for visit in (await side.guide.get(side.place + "/visits"))["items"] for one in visit["events"]
    ]
    assert kinds == ["paid", "ordered"]
    refused = await side.guide.ask("POST", f"{side.place}/orders/{order['id']}/reminders")
    assert (refused.status_code, refused.json()["code"]) == (409, "community.order_not_waiting")
    profile = await side.guide.get(side.place + "/profile")
    assert profile["orders"] == 1 and profile["products"][0]["bought"] == 1


async def test_only_pages_of_our_own_are_signed(shop: Shop, side: Beside) -> None:
    own = shop.built.settings.public_url
    signed = await side.guide.get("/signature", url=f"{own}/sidebar/?contact=1#top")
    assert signed["url"] == f"{own}/sidebar/?contact=1"
    assert signed["signatures"]["corp"]["signature"] != signed["signatures"]["agent"]["signature"]
    for url in ("https://elsewhere.example/sidebar/", own.replace("http://", "https://") + "/sidebar/", "/sidebar/"):
        assert (await side.guide.ask("GET", "/signature", params={"url": url})).status_code == 400
    for path in ("https://elsewhere.example/", "//elsewhere.example/sidebar/", "/admin/", "/sidebar/../admin/"):
        answer = await shop.client.post("/api/sidebar/logins", json={"returnTo": path})
        assert answer.status_code == 400, path
