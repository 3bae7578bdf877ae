"""A tiny shop that plays the public API of a real one for the emulator's friends: bargains, teams, orders."""

import json
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from tests.contracts.emulator.shop import WX, Answered, Received, Shop

BARGAIN, CAMPAIGN, TEAM, SKU, PRODUCT = "bargain-1", "campaign-1", "team-1", "sku-1", "product-1"
GROUP_PRICE_FEN = 7_900
FREIGHT_FEN = 800
CUT_FEN = 320


class Refusal(Exception):
    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class LittleShop:
    """`cuts_left` and `seats` run out as they would; `hooks.answer` has to be set to `answer`."""

    def __init__(self, shop: Shop, cuts_left: int = 3, seats: int = 2) -> None:
        self._shop = shop
        self.cuts_left, self.seats = cuts_left, seats
        self.team: dict[str, Any] = {"campaignId": CAMPAIGN, "size": 3, "skuId": SKU}
        self.members: dict[str, str] = {}
        self.helpers: list[str] = []
        self.addresses: dict[str, dict[str, Any]] = {}
        self.orders: list[dict[str, Any]] = []
        self._prepay_ids: dict[str, str] = {}
        self.asked: Counter[str] = Counter()

    async def answer(self, call: Received) -> Answered:
        if not call.path.startswith("/api/mini"):
            return 200, b"success"
        try:
            return 200, json.dumps(await self._served(call), ensure_ascii=False).encode()
        except Refusal as refusal:
            return refusal.status, json.dumps({"detail": refusal.detail}, ensure_ascii=False).encode()

    async def _served(self, call: Received) -> Any:
        path, body = call.path.removeprefix("/api/mini"), json.loads(call.body or b"{}")
        self.asked[f"{call.method} {path}"] += 1
        if path == "/session":
            return await self._sign_in(body["code"])
        openid = self.members.get(call.headers.get("authorization", "").removeprefix("Bearer "))
        if openid is None:
            raise Refusal(401, "请先登录")
        assert call.method == "GET" or len(call.headers["idempotency-key"]) == 32
        routes: dict[str, Callable[[str, Any], Awaitable[Any]]] = {
            f"POST /bargains/{BARGAIN}/help": self._help,
            f"GET /group-teams/{TEAM}": self._show_team,
            f"GET /products/{PRODUCT}": self._product,
            "POST /addresses": self._address,
            "POST /checkout/quote": self._quote,
            "POST /orders": self._order,
        }
        if path.endswith("/pay"):
            return await self._pay(path.split("/")[2])
        if (act := routes.get(f"{call.method} {path}")) is None:
            raise Refusal(404, "没有找到您要的内容")
        return await act(openid, body)

    async def _sign_in(self, code: str) -> Any:
        query = {"appid": self._shop.papers["appid"], "secret": self._shop.papers["app_secret"]}
        query |= {"js_code": code, "grant_type": "authorization_code"}
        session = (await self._shop.client.get(f"{WX}/sns/jscode2session", params=query)).json()
        token = secrets.token_hex(8)
        self.members[token] = session["openid"]
        return {"token": token}

    async def _help(self, openid: str, body: Any) -> Any:
        assert body == {}
        if not self.cuts_left:
            raise Refusal(409, "已经砍到底价了")
        if openid in self.helpers:
            raise Refusal(409, "您已经帮过忙了")
        self.cuts_left -= 1
        self.helpers.append(openid)
        return {"cutFen": CUT_FEN}

    async def _show_team(self, _: str, __: Any) -> Any:
        return self.team

    async def _product(self, _: str, __: Any) -> Any:
        return {"skus": [{"id": SKU}]}

    async def _address(self, openid: str, body: Any) -> Any:
        self.addresses[openid] = body
        return {"id": f"home-of-{openid}"}

    async def _quote(self, openid: str, body: Any) -> Any:
        assert body.keys() == {"source", "lines", "addressId", "activity"}
        assert body["addressId"] == f"home-of-{openid}"
        return {"totals": {"payableFen": GROUP_PRICE_FEN + FREIGHT_FEN}}

    async def _order(self, openid: str, body: Any) -> Any:
        if not self.seats:
            raise Refusal(409, "这个团已经满了，可以去参加别的团")
        self.seats -= 1
        number = f"TEAM{secrets.token_hex(8)}"
        self.orders.append(body)
        params = self._shop.order(openid, number, body["expectedPayableFen"])
        params["notify_url"] = f"{self._shop.hooks.url}/hooks/wechat-pay"
        placed = await self._shop.pay("POST", "/v3/pay/transactions/jsapi", params)
        self._prepay_ids[number] = placed.json()["prepay_id"]
        return {"id": number}

    async def _pay(self, order_id: str) -> Any:
        sheet = self._shop.sheet(self._prepay_ids[order_id])
        return {"package": f"prepay_id={sheet['prepayId']}"} | sheet
