"""One friend's phone with the shop's mini-program open: it calls the shop's public API as the mini-program does."""

import sqlite3
import uuid
from typing import Any

import msgspec

from adapters.emulator.pay.orders import Orders, PaySheet
from adapters.emulator.wechat.people import People
from adapters.emulator.wire import Wire, WireError

ANSWER_SECONDS = 20.0
REFUSAL_LENGTH_MAX = 120


class Refused(Exception):
    """The shop, or WeChat's payment sheet, said no: its words."""


class Shopfront:
    """Where the shop is, and the parts of WeChat that a phone uses. `url` without a trailing slash."""

    def __init__(self, url: str, wire: Wire, people: People, orders: Orders) -> None:
        self.url = url
        self.wire = wire
        self.people = people
        self.orders = orders


class Phone:
    def __init__(self, shop: Shopfront, device: str, nickname: str) -> None:
        self._shop = shop
        self._person: sqlite3.Row = shop.people.at_device(device, nickname)
        self._token = ""

    @property
    def nickname(self) -> str:
        return str(self._person["nickname"])

    @property
    def number(self) -> str:
        """The phone number, of a range that no carrier gives out."""
        return str(self._person["phone"])

    async def sign_in(self) -> None:
        """wx.login, then the shop's session. Raises Refused."""
        code = self._shop.people.issue_code(self._person["openid"], "login")
        session = await self.ask("POST", "/session", {"code": code})
        self._token = str(told(session, "token"))

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The shop's answer to a call under /api/mini, decoded. Raises Refused with the shop's own words."""
        headers = {} if body is None else {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if method != "GET":
            headers["Idempotency-Key"] = uuid.uuid4().hex
        content = (headers, b"" if body is None else msgspec.json.encode(body))
        try:
            answer = await self._shop.wire.request(method, f"{self._shop.url}/api/mini{path}", content, ANSWER_SECONDS)
        except WireError as error:
            raise Refused("商城没有应答，请看看它是否在运行") from error
        try:
            found = msgspec.json.decode(answer.body or b"null")
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Refused(f"商城的应答看不懂（HTTP {answer.status}）") from error
        if answer.status >= 400:
            words = found.get("detail") if isinstance(found, dict) else None
            raise Refused(str(words or f"商城拒绝了（HTTP {answer.status}）")[:REFUSAL_LENGTH_MAX])
        return found

    def pay(self, params: Any) -> None:
        """wx.requestPayment, and the friend presses 确认支付. Raises Refused."""
        sheet = PaySheet(
            prepay_id=str(told(params, "package")).removeprefix("prepay_id="),
            pay_sign=str(told(params, "paySign")),
            time_stamp=str(told(params, "timeStamp")),
            nonce_str=str(told(params, "nonceStr")),
            device=self._person["device"],
        )
        order = self._shop.orders.by_prepay(sheet.prepay_id)
        refusal = self._shop.orders.sheet_refusal(sheet, order)
        if refusal or order is None:
            raise Refused(refusal or "订单信息已失效，请重新下单")
        self._shop.orders.pay(order)


def told(answer: Any, *names: str) -> Any:
    """A value inside the shop's answer, by its names from the outside in. Raises Refused when it is not there."""
    found = answer
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    if found is None:
        raise Refused(f"商城的应答里没有 {'.'.join(names)}")
    return found
