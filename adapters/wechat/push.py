"""Message push of the mini-program as `ports.outside.wechat.MessagePush`: plain and safe mode, JSON and XML (0.3)."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from adapters.tencent.crypt import BadMessage, MessageCipher, is_signed
from adapters.wechat import content_check
from adapters.wechat.config import WechatConfig
from ports.kernel import Clock
from ports.outside.content_check import MediaVerdict
from ports.outside.wechat import ForgedPush, Push, Settlement, SubscribeChoice, SubscribeChoices

DRIFT_SECONDS_MAX = 300
# XML holds the items of an event in an element of the event's name; JSON has them at the top.
_WRAPPERS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
}


class WechatPush:
    def __init__(self, config: WechatConfig, clock: Clock) -> None:
        self._token = config.push_token
        self._clock = clock
        self._config = config

    @cached_property
    def _cipher(self) -> MessageCipher:
        # Made at the first encrypted push: a shop that is not set up yet must still start.
        return MessageCipher(self._config.push_aes_key, self._config.appid)

    def echo(self, query: Mapping[str, str]) -> str:
        self._check(query, query.get("signature", ""))
        return query.get("echostr", "")

    def read(self, query: Mapping[str, str], body: bytes) -> Push:
        try:
            if query.get("encrypt_type") == "aes":
                sealed = _fields(body).get("Encrypt")
                if not isinstance(sealed, str):
                    raise BadMessage("nothing encrypted")
                self._check(query, query.get("msg_signature", ""), sealed)
                body = self._cipher.decrypt(sealed)
            else:
                # The signature of plain mode does not cover the body: whoever wants it safe chooses safe mode.
                self._check(query, query.get("signature", ""))
            fields = _fields(body)
        except BadMessage as error:
            raise ForgedPush from error
        event = str(fields.get("Event") or fields.get("MsgType") or "unknown")[:64]
        digest = hashlib.sha256(body).hexdigest()[:16]
        # Events have no MsgId; two of them may come from one sender in one second, so that the content counts too.
        name = fields.get("MsgId") or f"{fields.get('FromUserName')}:{fields.get('CreateTime')}:{event}:{digest}"
        return Push(dedup_key=str(name)[:200], event=event, body=body)

    def interpret(self, body: bytes) -> SubscribeChoices | Settlement | MediaVerdict | None:
        try:
            fields = _fields(body)
            event = fields.get("Event")
            if event == content_check.EVENT:
                return content_check.media_verdict(body)
        except BadMessage as error:
            raise ForgedPush from error
        if event in _WRAPPERS:
            return SubscribeChoices(
                openid=str(fields.get("FromUserName", "")),
                choices=tuple(_choice(item) for item in _items(fields, _WRAPPERS[str(event)])),
                is_setting=event == "subscribe_msg_change_event",
            )
        if event == "trade_manage_order_settlement":
            return Settlement(
                transaction_id=str(fields.get("transaction_id", "")),
                expected_at=_moment(fields.get("estimated_settlement_time")),
                confirmed_at=_moment(fields.get("confirm_receive_time")),
                settled_at=_moment(fields.get("settlement_time")),
            )
        return None

    def _check(self, query: Mapping[str, str], given: str, *more: str) -> None:
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not given or not is_signed(given, self._token, timestamp, nonce, *more):
            raise ForgedPush
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
            raise ForgedPush
        if abs(self._clock.now().timestamp() - int(timestamp)) > DRIFT_SECONDS_MAX:
            raise ForgedPush


def _fields(body: bytes) -> dict[str, Any]:
    """The message as a flat mapping, whichever way it is written. Raises BadMessage."""
    try:
        if body.lstrip()[:1] == b"<":
            return {child.tag: _value(child) for child in fromstring(body)}
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, ParseError, DefusedXmlException, ValueError) as error:
        raise BadMessage("neither JSON nor XML") from error


def _value(element: Element) -> Any:
    """Text, or for an element with `List` children the list of their fields."""
    if not len(element):
        return element.text or ""
    return [{field.tag: field.text or "" for field in item} for item in element]


def _items(fields: dict[str, Any], wrapper: str) -> list[dict[str, Any]]:
    """`List` is an array or, with one item, the item itself."""
    found = fields.get("List", fields.get(wrapper))
    if isinstance(found, dict):
        found = [found]
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _choice(item: dict[str, Any]) -> SubscribeChoice:
    return SubscribeChoice(str(item.get("TemplateId", "")), item.get("SubscribeStatusString") == "accept")


def _moment(value: object) -> datetime | None:
    """Unix seconds, written as a number or as text; 0 and nonsense are none."""
    text = str(value)
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1 << 40):
        return None
    return datetime.fromtimestamp(int(text), UTC)
