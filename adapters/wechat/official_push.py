"""The push address of the official account as `ports.outside.official_account.OfficialPush` (0.3, B.7)."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from adapters.wechat.config import WechatConfig
from adapters.wechat.push import WechatPush
from ports.kernel import Clock
from ports.outside.official_account import FollowTold
from ports.outside.wechat import ForgedPush, Push

KEY_LENGTH_MAX = 200
OPENID_LENGTH_MAX = 128
type What = Literal["followed", "unfollowed", "scanned"]
_WHAT: Mapping[str, What] = {"subscribe": "followed", "unsubscribe": "unfollowed", "scan": "scanned"}


class WechatOfficialPush:
    """With an AES key only safe mode is taken: plain mode signs nothing but the time."""

    def __init__(self, config: WechatConfig, clock: Clock) -> None:
        self._push = WechatPush(config, clock)
        self._is_safe = bool(config.push_aes_key)

    def echo(self, query: Mapping[str, str]) -> str:
        return self._push.echo(query)

    def read(self, query: Mapping[str, str], body: bytes) -> Push:
        if (query.get("encrypt_type") == "aes") is not self._is_safe:
            raise ForgedPush
        message = self._push.read(query, body)
        fields = _fields(message.body)
        if not fields.get("FromUserName") or not fields.get("CreateTime", "").isdecimal():
            raise ForgedPush
        return Push(_key(fields, message.body), message.event, message.body)

    def interpret(self, body: bytes) -> FollowTold | None:
        fields = _fields(body)
        what = _WHAT.get(fields.get("Event", "").lower()) if fields.get("MsgType") == "event" else None
        openid, at = fields.get("FromUserName", ""), _at(fields.get("CreateTime", ""))
        if what is None or at is None or not 0 < len(openid) <= OPENID_LENGTH_MAX:
            return None
        return FollowTold(openid, what, at)


def _key(fields: Mapping[str, str], body: bytes) -> str:
    """The same for what WeChat sends again; events have no MsgId. Two events of one second differ by what they are."""
    if fields.get("MsgId"):
        return f"msg:{fields['MsgId']}"[:KEY_LENGTH_MAX]
    event = fields.get("Event", "").lower()
    parts = [fields["FromUserName"], fields["CreateTime"], event or fields.get("MsgType", "")]
    if event in _WHAT:
        parts.append(fields.get("EventKey", ""))
    else:
        parts.append(hashlib.sha256(body).hexdigest()[:16])
    key = ":".join(parts)
    if len(key) <= KEY_LENGTH_MAX:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return key[: KEY_LENGTH_MAX - len(digest) - 1] + ":" + digest


def _fields(body: bytes) -> dict[str, str]:
    """Text of the elements directly under the root. Raises ForgedPush: the account speaks XML alone."""
    try:
        return {child.tag: (child.text or "").strip() for child in fromstring(body)}
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ForgedPush from error


def _at(text: str) -> datetime | None:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1 << 34):
        return None
    return datetime.fromtimestamp(int(text), UTC)
