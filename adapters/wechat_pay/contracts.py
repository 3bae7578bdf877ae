"""Contracts to collect later 委托代扣 (周期扣费, with notice before each deduction) for a direct merchant.

Read on pay.weixin.qq.com: the periodic product lives in API v2 (XML, signed with the v2 key): the jump into WeChat's
signing mini-program (wxpay_v2/papay/chapter3_3), /papay/querycontract (chapter3_7), /papay/deletecontract (chapter3_9),
/pay/pappayapply (chapter3_8), /pay/paporderquery (doc/v2/merchant/4013894074); the notice before a deduction is API v3,
/v3/papay/contracts/{id}/notify (chapter3_10): told between 7:00 and 22:00 on day 1, deducted on days 3 to 9. The v3
product 预约扣费 was not chosen: its contract ends with the first deduction.

UNCONFIRMED, so settings or read leniently: the signature's digest (MD5 in the examples, `sign_type` else), the code of
an unknown contract or order, `contract_state` 1 and 9, and that an order of the v2 product is refunded through v3.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

import httpx
import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from msgspec import Struct

from adapters.resilience import Outside, Unanswered
from adapters.wechat_pay.client import PayClient
from adapters.wechat_pay.gateway import CHINA, DESCRIPTION_MAX
from adapters.wechat_pay.keys import new_nonce
from ports.kernel import Clock, Fen, OutsideUnavailable
from ports.outside.pay import (
    ContractFacts,
    ContractNotice,
    Deduction,
    DeductionOrder,
    ForgedNotice,
    PayRefused,
    SigningCall,
    Trade,
    TradeNotFound,
)

SIGNING_APPID = "wxbd687630cd02ce1d"
SIGNING_PATH = "pages/index/index"
DISPLAY_NAME = "会员自动续费"
"""Shown on the signing page. Not the nickname: characters of four bytes are refused."""
NOTICE_DAYS = 7
NOT_FOUND = frozenset(
    {"CONTRACTNOTEXIST", "CONTRACTNOTEXISTS", "CONTRACTNOTFOUND", "ORDERNOTEXIST", "RESOURCENOTEXISTS", "NOTFOUND"}
)
BUSY = frozenset({"SYSTEMERROR", "BANKERROR", "FREQUENCYLIMITED", "FREQUENCYLIMIT", "RATELIMITEXCEEDED"})
FAILED_STATES = frozenset({"PAY_FAIL", "PAYERROR", "CLOSED", "REVOKED"})
SIGN_LENGTHS = {32: "MD5", 64: "HMAC-SHA256"}

Fields = Mapping[str, str]


class ContractConfig(Struct, frozen=True, kw_only=True):
    """`v2_key` and `plan_id` empty: the shop cannot collect by itself. `server_ip`: what we tell as ours."""

    v2_key: str = ""
    plan_id: str = ""
    sign_type: Literal["MD5", "HMAC-SHA256"] = "MD5"
    server_ip: str = "127.0.0.1"


def signature(fields: Fields, key: str, sign_type: str) -> str:
    """Of all fields that are not empty, in the order of their names (API v2)."""
    parts = [f"{name}={fields[name]}" for name in sorted(fields) if fields[name] and name != "sign"]
    text = "&".join([*parts, f"key={key}"]).encode()
    if sign_type == "MD5":
        return hashlib.md5(text, usedforsecurity=False).hexdigest().upper()
    return hmac.new(key.encode(), text, hashlib.sha256).hexdigest().upper()


class WechatContracts:
    """Implements `ports.outside.pay.ContractGateway`. The v3 client carries the notice before a deduction."""

    def __init__(
        self,
        config: ContractConfig,
        client: PayClient,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._config = config
        self._client = client
        self._clock = clock
        timeout = client.config.timeout_seconds
        self._outside = Outside("wechat_pay_contracts", timeout_seconds=timeout, transport=transport)

    @property
    def is_configured(self) -> bool:
        return bool(self._config.v2_key and self._config.plan_id)

    def signing(self, code: str, serial: int) -> SigningCall:
        merchant = self._client.config
        extra = {
            "appid": merchant.appid,
            "mch_id": merchant.mchid,
            "plan_id": self._config.plan_id,
            "contract_code": code,
            "request_serial": str(serial),
            "contract_display_account": DISPLAY_NAME,
            "notify_url": f"{merchant.notify_url}/contracts",
            "timestamp": str(int(self._clock.now().timestamp())),
        }
        sign = signature(extra, self._config.v2_key, self._config.sign_type)
        return SigningCall(SIGNING_APPID, SIGNING_PATH, extra | {"sign": sign})

    async def query_contract(self, code: str) -> ContractFacts:
        fields = {"plan_id": self._config.plan_id, "contract_code": code, "version": "1.0"}
        answer = await self._call("/papay/querycontract", fields)
        state: Literal["unsigned", "active", "ended"] = "unsigned"
        if answer.get("contract_state") == "0":
            state = "active"
        elif answer.get("contract_state") == "1":
            state = "ended" if answer.get("contract_id") else "unsigned"
        return ContractFacts(
            code=code,
            ref=answer.get("contract_id", ""),
            openid=answer.get("openid", ""),
            state=state,
            at=_dashed(answer.get("contract_signed_time" if state == "active" else "contract_terminated_time", "")),
        )

    async def end_contract(self, code: str) -> None:
        fields = {
            "plan_id": self._config.plan_id,
            "contract_code": code,
            "contract_termination_remark": "会员取消自动续费",
            "version": "1.0",
        }
        await self._call("/papay/deletecontract", fields)

    async def announce(self, contract_ref: str, amount_fen: Fen) -> None:
        merchant = self._client.config
        body = {
            "mchid": merchant.mchid,
            "appid": merchant.appid,
            "deduct_duration": {"count": NOTICE_DAYS, "unit": "DAY"},
            "estimated_amount": {"amount": amount_fen, "currency": "CNY"},
        }
        path = f"/v3/papay/contracts/{contract_ref}/notify"
        await self._client.request("POST", path, msgspec.json.encode(body), repeatable=False)

    async def deduct(self, order: DeductionOrder) -> None:
        fields = {
            "nonce_str": new_nonce(),
            "body": order.description[:DESCRIPTION_MAX],
            "out_trade_no": order.out_trade_no,
            "total_fee": str(order.amount_fen),
            "fee_type": "CNY",
            "spbill_create_ip": self._config.server_ip,
            "notify_url": f"{self._client.config.notify_url}/deductions",
            "trade_type": "PAP",
            "contract_id": order.contract_ref,
        }
        await self._call("/pay/pappayapply", fields, repeatable=False)

    async def query_deduction(self, out_trade_no: str) -> Deduction:
        answer = await self._call("/pay/paporderquery", {"nonce_str": new_nonce(), "out_trade_no": out_trade_no})
        if answer.get("out_trade_no", out_trade_no) != out_trade_no:
            raise OutsideUnavailable
        return _deduction(answer | {"out_trade_no": out_trade_no})

    def read_notice(self, body: bytes) -> ContractNotice:
        if not self.is_configured:
            raise ForgedNotice
        try:
            fields = _parsed(body)
        except ValueError as error:
            raise ForgedNotice from error
        if not self._is_ours(fields):
            raise ForgedNotice
        facts = {name: value for name, value in fields.items() if name not in ("sign", "nonce_str")}
        key = hashlib.sha256(msgspec.json.encode(facts, order="sorted")).hexdigest()
        if "contract_code" in fields and "change_type" in fields:
            return ContractNotice(key, f"contract.{fields['change_type'].lower()}", contract=_contract(fields))
        if "out_trade_no" in fields:
            return ContractNotice(key, "deduction", deduction=_deduction(fields))
        return ContractNotice(key, "unknown")

    async def close(self) -> None:
        await self._outside.close()

    def _is_ours(self, fields: Fields) -> bool:
        return fields.get("mch_id") == self._client.config.mchid and self._is_signed(fields)

    def _is_signed(self, fields: Fields) -> bool:
        given = fields.get("sign", "")
        sign_type = SIGN_LENGTHS.get(len(given))
        return sign_type is not None and hmac.compare_digest(
            signature(fields, self._config.v2_key, sign_type).encode(), given.encode()
        )

    async def _call(self, path: str, fields: dict[str, str], *, repeatable: bool = True) -> dict[str, str]:
        """The verified answer. Raises TradeNotFound, PayRefused, OutsideUnavailable."""
        merchant = self._client.config
        given = {"appid": merchant.appid, "mch_id": merchant.mchid} | fields
        sign = signature(given, self._config.v2_key, self._config.sign_type)
        body = _xml(given | {"sign": sign})

        async def act(http: httpx.AsyncClient) -> httpx.Response:
            headers = {"Content-Type": "text/xml; charset=utf-8", "User-Agent": "siyu"}
            answer = await http.request("POST", merchant.base_url + path, headers=headers, content=body)
            if answer.status_code >= 300:
                raise Unanswered(f"{answer.status_code}")
            return answer

        answered = await self._outside.call(act, repeatable=repeatable)
        try:
            answer = _parsed(answered.content)
        except ValueError as error:
            raise OutsideUnavailable from error
        if answer.get("return_code") != "SUCCESS":
            raise PayRefused(f"微信支付：{answer.get('return_msg') or '没有受理'}")
        if not self._is_signed(answer):
            # Fail closed: an answer that is not WeChat Pay's says nothing about the effect.
            raise OutsideUnavailable
        if answer.get("result_code") != "SUCCESS":
            _refuse(answer)
        return answer


def _refuse(answer: Fields) -> None:
    code = answer.get("err_code", "")
    plain = code.replace("_", "").upper()
    words = f"微信支付：{answer.get('err_code_des') or '没有受理'}（{code or '无错误码'}）"
    if plain in BUSY:
        raise OutsideUnavailable
    if plain in NOT_FOUND:
        raise TradeNotFound(words)
    raise PayRefused(words)


def _contract(fields: Fields) -> ContractFacts:
    is_signed = fields["change_type"] == "ADD"
    return ContractFacts(
        code=fields["contract_code"],
        ref=fields.get("contract_id", ""),
        openid=fields.get("openid", ""),
        state="active" if is_signed else "ended",
        at=_dashed(fields.get("operate_time", "")),
    )


def _deduction(fields: Fields) -> Deduction:
    """Of a query or a notice. A notice of a failure carries its reason as an error code."""
    number, state = fields["out_trade_no"], fields.get("trade_state", "")
    reason = fields.get("err_code_des") or fields.get("trade_state_desc") or "扣款没有成功"
    if fields.get("result_code", "SUCCESS") != "SUCCESS" or state in FAILED_STATES:
        return Deduction(number, "failed", reason=reason)
    if state in ("SUCCESS", "REFUND") and fields.get("transaction_id") and fields.get("total_fee", "").isdecimal():
        paid_at = _compact(fields.get("time_end", ""))
        trade = Trade(number, "SUCCESS", int(fields["total_fee"]), fields["transaction_id"], paid_at)
        return Deduction(number, "paid", trade=trade)
    return Deduction(number, "accepted")


def _parsed(body: bytes) -> dict[str, str]:
    """The flat fields. Raises ValueError for what is no such document."""
    try:
        root: Element = fromstring(body.decode())
    except (ParseError, DefusedXmlException, UnicodeDecodeError) as error:
        raise ValueError("no XML") from error
    return {child.tag: child.text or "" for child in root}


def _xml(fields: Fields) -> bytes:
    root = Element("xml")
    for name, value in fields.items():
        SubElement(root, name).text = value
    written: bytes = tostring(root, encoding="utf-8")
    return written


def _dashed(text: str) -> datetime | None:
    """2026-11-28 10:20:30 in Shanghai."""
    return _moment(text, "%Y-%m-%d %H:%M:%S")


def _compact(text: str) -> datetime | None:
    """20261128102030 in Shanghai."""
    return _moment(text, "%Y%m%d%H%M%S")


def _moment(text: str, shape: str) -> datetime | None:
    try:
        return datetime.strptime(text, shape).replace(tzinfo=CHINA)
    except ValueError:
        return None
