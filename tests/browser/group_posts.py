"""Posts of the content calendar as the browser tests play them: planned, and given to the group's owner."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

PATIENCE_SECONDS = 90
PAUSE_SECONDS = 0.5
TEXT = "安抚兔到货了，陪睡不掉毛"


async def known_group(admin: httpx.AsyncClient, chat_id: str) -> None:
    """Waits until the shop has heard of the group by its callback. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while chat_id not in (await admin.get("/group-posts/chats")).text:
            await asyncio.sleep(PAUSE_SECONDS)


async def planned_post(admin: httpx.AsyncClient, chat_id: str, product_id: str | None, *, by_chat: bool = False) -> str:
    """The post's id; it is due in a moment."""
    body = {
        "text": TEXT,
        "pictureIds": [],
        "card": {"title": "", "productId": product_id, "mediaId": None} if product_id else None,
        "attachment": None,
        "target": {"kind": "chats", "chatIds": [chat_id]},
        "byChat": by_chat,
        "plannedAt": (datetime.now(UTC) + timedelta(seconds=5)).isoformat(),
    }
    made = await admin.post("/group-posts", json=body, headers=_once())
    made.raise_for_status()
    post = made.json()["post"]
    planned = await admin.post(f"/group-posts/{post['id']}/plan", json={"version": post["version"]}, headers=_once())
    planned.raise_for_status()
    return str(post["id"])


async def waiting_task(emulator: httpx.AsyncClient, owner: str) -> dict[str, Any]:
    """What this guide has to confirm. Raises TimeoutError."""
    tasks: list[dict[str, Any]] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not tasks:
            items = (await emulator.get("/play/wecom/masses")).json()["items"]
            tasks = [one for one in items if one["userid"] == owner]
            await asyncio.sleep(PAUSE_SECONDS)
    [task] = tasks
    return task


def card_page(task: dict[str, Any]) -> str:
    """Where the task's card leads in the shop."""
    return str(next(part["page"] for part in task["parts"] if part["kind"] == "miniprogram"))


async def result_with_an_order(admin: httpx.AsyncClient, post_id: str) -> dict[str, Any]:
    """The post's page as operators read it, once it counts an order. Raises TimeoutError."""
    found: dict[str, Any] = {"orders": []}
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not found["orders"]:
            found = (await admin.get(f"/group-posts/{post_id}")).json()
            await asyncio.sleep(PAUSE_SECONDS)
    return found


def _once() -> dict[str, str]:
    return {"idempotency-key": uuid4().hex}
