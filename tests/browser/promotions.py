"""What an operator publishes for the tests, through the admin's API, and takes back when a story is over."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from msgspec import Struct

from tests.browser.conftest import Shop, token_of


class Promoter(Struct):
    """An operator at the admin's API. What was published is stopped at the end."""

    client: httpx.AsyncClient
    now: datetime
    published: list[str]

    async def coupon(self, name: str, product_id: str, changes: Mapping[str, Any] | None = None) -> str:
        """A listed coupon for one product; `changes` of its rule. Its id."""
        rule = {
            "kind": "amount",
            "layer": "product",
            "value": 1500,
            "minFen": 10_000,
            "scope": {"kind": "products", "ids": [product_id], "excludedProductIds": []},
        }
        body = {
            "name": name,
            "rule": rule | dict(changes or {}),
            "total": 50,
            "perMemberMax": 1,
            "claimFrom": self._at(-1),
            "claimUntil": self._at(72),
            "validFrom": None,
            "validUntil": None,
            "validDays": 2,
            "returnsOnRefund": True,
            "isListed": True,
            "version": 0,
        }
        return await self._publish("coupon-templates", body)

    async def channel(self, template_id: str, name: str) -> str:
        """The code of a new channel."""
        answer = await self.client.post(
            f"/api/admin/coupon-templates/{template_id}/channels", json={"name": name, "quota": None}
        )
        answer.raise_for_status()
        return str(answer.json()["channels"][-1]["code"])

    async def campaign(self, name: str, rule: Mapping[str, Any], items: list[dict[str, Any]] | None = None) -> str:
        """One that lets everything come after it. Its id."""
        body = {
            "name": name,
            "label": "",
            "priority": 10,
            "stacks": ["member", "threshold", "coupon"],
            "rule": rule,
            "items": items or [],
            "startsAt": self._at(-1),
            "endsAt": self._at(30),
            "version": 0,
        }
        return await self._publish("campaigns", body)

    async def stop_all(self) -> None:
        for path in self.published:
            await self.client.post(f"{path}/stop", json={"reason": "故事结束"} if "campaigns" in path else None)
        self.published.clear()

    async def _publish(self, what: str, body: Mapping[str, Any]) -> str:
        made = await self.client.post(f"/api/admin/{what}", json=body)
        assert made.status_code < 300, made.text
        path = f"/api/admin/{what}/{made.json()['id']}"
        answer = await self.client.post(f"{path}/publish")
        assert answer.status_code < 300, answer.text
        self.published.append(path)
        return str(made.json()["id"])

    def _at(self, hours: int) -> str:
        return (self.now + timedelta(hours=hours)).isoformat()


@asynccontextmanager
async def promoter(shop: Shop) -> AsyncIterator[Promoter]:
    headers = {"authorization": f"Bearer {await token_of(shop)}"}
    async with httpx.AsyncClient(base_url=shop.url, headers=headers, timeout=30) as client:
        one = Promoter(client, datetime.now(UTC), [])
        try:
            yield one
        finally:
            await one.stop_all()
