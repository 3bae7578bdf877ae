"""A guide who is signed in beside the chat with a shopper."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from msgspec import Struct

from tests.http.shop import Person, Shop
from tests.http.wecom import befriended, hired, known_to_the_shop


class Beside(Struct, frozen=True):
    """A guide, and a shopper who has added them."""

    guide: Person
    user_id: str
    shopper: Person
    contact_id: str

    @property
    def place(self) -> str:
        return f"/contacts/{self.contact_id}"


async def signed_in(shop: Shop, user_id: str) -> Person:
    """Through WeCom's login page, as the sidebar goes."""
    session = await shop.client.post("/api/sidebar/session", json=await login_answer(shop, user_id))
    assert session.status_code == 200, session.text
    return Person(shop.client, "/api/sidebar", session.json()["token"], user_id)


async def login_answer(shop: Shop, user_id: str) -> dict[str, str]:
    """What a browser has after WeCom's login page has sent it back: code, state, and its own secret."""
    begun = await shop.client.post("/api/sidebar/logins", json={})
    assert begun.status_code == 201, begun.text
    address = begun.json()
    assert address["isOn"], address
    parts = urlsplit(address["url"])
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"user": user_id}
    answer = await shop.outside.http.get(parts.path, params=query)
    assert answer.status_code == 302, answer.text
    came = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    assert came["state"] == address["state"]
    return {"code": came["code"], "state": came["state"], "secret": address["secret"]}


async def beside(shop: Shop, user_id: str | None = None) -> Beside:
    user_id = user_id or await hired(shop)
    shopper = await shop.shopper(address=True)
    await shopper.post("/me/consent", {"version": "2026-11"})
    contact_id = await befriended(shop, user_id, shopper.device)
    await known_to_the_shop(shop, user_id)
    await shop.rows("update community.guide set name = '小青' where user_id = $1", user_id)
    return Beside(await signed_in(shop, user_id), user_id, shopper, contact_id)


async def sidebar_ids(shop: Shop, owner: Person) -> dict[str, str]:
    """One of each thing that a guide has, and a script."""
    side = await beside(shop)
    body = {"name": "问候", "condition": {"kind": "anyone"}, "text": "{称呼}，您好", "card": "home", "priority": 1}
    script = await owner.post("/guide-scripts", body)
    draft = await side.guide.post(f"{side.place}/scripts/{script['id']}/drafts", {})
    note = await side.guide.post(f"{side.place}/notes", {"text": "样品"})
    due_at = (shop.clock.now() + timedelta(days=1)).isoformat()
    task = await side.guide.post(f"{side.place}/tasks", {"title": "样品", "text": "", "dueAt": due_at})
    ids = {"script_id": script["id"], "draft_id": draft["id"], "note_id": note["id"], "task_id": task["id"]}
    return ids | {"chat_id": "wr-of-nobody"}


def event(kind: str, at: str, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "kind": kind, "at": at} | more


def batch(*events: dict[str, Any], sent_at: str) -> dict[str, Any]:
    return {"sentAt": sent_at, "events": list(events)}
