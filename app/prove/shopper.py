"""A shopper over HTTP who does not give up: every request is repeated with its key until it is answered."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import uuid4

import httpx

PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 0.05
LOOK_SECONDS = 0.3
ADDRESS = {
    "name": "顾小满",
    "phone": "16000001234",
    "province": "浙江省",
    "city": "杭州市",
    "district": "余杭区",
    "detail": "春禾路 8 号 2 幢 301",
    "isDefault": True,
}


class Answered(Protocol):
    """What a shopper reads of an answer; `httpx.Response` is one."""

    @property
    def status_code(self) -> int: ...

    def json(self) -> Any: ...

    def raise_for_status(self) -> object: ...


class Client(Protocol):
    """How a shopper sends; `httpx.AsyncClient` is one. Raises httpx.HTTPError."""

    async def request(
        self, method: str, path: str, /, *, json: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answered: ...

    async def post(self, path: str, /, *, json: Any = None) -> Answered: ...


class GaveUp(Exception):
    """No final answer within PATIENCE_SECONDS."""


class Shopper:
    """`answers` counts the requests that were answered; `repeats` those that had to be sent again."""

    def __init__(self, shop: Client, emulator: Client, device: str) -> None:
        self._shop = shop
        self._emulator = emulator
        self.device = device
        self.token = ""
        self.answers = 0
        self.repeats = 0

    async def sign_in(self) -> None:
        """A login code is single-use: a lost answer asks for a new one."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            code = (await self._play("/play/wx/login", {"device": self.device}))["code"]
            try:
                answer = await self._shop.post("/api/mini/session", json={"code": code})
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code == 200:
                self.token = answer.json()["token"]
                self.answers += 1
                return
            self.repeats += 1
            await asyncio.sleep(PAUSE_SECONDS)
        raise GaveUp("sign-in")

    async def ask(self, method: str, path: str, body: Any = None) -> Answered:
        """The first answer that is no 5xx. Every try carries the same Idempotency-Key."""
        headers = {"authorization": f"Bearer {self.token}", "idempotency-key": uuid4().hex}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = await self._shop.request(method, "/api/mini" + path, json=body, headers=headers)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code < 500:
                self.answers += 1
                return answer
            self.repeats += 1
            await asyncio.sleep(PAUSE_SECONDS)
        raise GaveUp(f"{method} {path}")

    async def add_address(self) -> str:
        answer = await self.ask("POST", "/addresses", ADDRESS)
        answer.raise_for_status()
        return str(answer.json()["id"])

    async def order(self, sku_id: str, quantity: int, payable_fen: int, address_id: str) -> Answered:
        """Buys at once, past the cart."""
        return await self._order("direct", [{"skuId": sku_id, "quantity": quantity}], payable_fen, address_id)

    async def order_cart(self, payable_fen: int, address_id: str) -> Answered:
        """What is ticked in the cart."""
        return await self._order("cart", [], payable_fen, address_id)

    async def _order(self, source: str, lines: list[dict[str, Any]], payable_fen: int, address_id: str) -> Answered:
        body = {
            "clientKey": uuid4().hex,
            "source": source,
            "lines": lines,
            "addressId": address_id,
            "note": "",
            "expectedPayableFen": payable_fen,
            "virtualNoticeAccepted": False,
        }
        return await self.ask("POST", "/orders", body)

    async def pay(self, order_id: str) -> dict[str, Any]:
        """Prepay at the shop, confirm in WeChat; returns what WeChat says to the shopper."""
        answer = await self.ask("POST", f"/orders/{order_id}/pay")
        answer.raise_for_status()
        return await self.confirm(answer.json())

    async def confirm(self, params: Mapping[str, str]) -> dict[str, Any]:
        """In WeChat. Raises httpx.HTTPStatusError where it takes no payment any more."""
        body = {
            "prepayId": params["package"].removeprefix("prepay_id="),
            "paySign": params["paySign"],
            "timeStamp": params["timeStamp"],
            "nonceStr": params["nonceStr"],
            "device": self.device,
        }
        return await self._play("/play/pay/confirm", body)

    async def wait_until(self, order_id: str, *statuses: str) -> str:
        """Looks at once, then every LOOK_SECONDS; gives the one of them that it has come to. Raises GaveUp."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            answer = await self.ask("GET", f"/orders/{order_id}")
            if answer.status_code == 200 and answer.json()["status"] in statuses:
                return str(answer.json()["status"])
            await asyncio.sleep(LOOK_SECONDS)
        raise GaveUp(f"order never became {' or '.join(statuses)}")

    async def _play(self, path: str, body: Any) -> dict[str, Any]:
        answer = await self._emulator.post(path, json=body)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
