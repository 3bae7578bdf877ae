"""Callbacks as WeCom seals them."""

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from adapters.tencent.crypt import MessageCipher, signature
from adapters.wecom.callbacks import CorpCallbacks
from ports.outside.wecom_app import (
    WecomCallback,
)
from tests.contracts.wecom.canned import AES_KEY, CONFIG, CORP_ID, StandingClock

AT = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
STAMP = int(AT.timestamp())
CONTACT = "change_external_contact"
CHAT = "change_external_chat"
TAG = "change_external_tag"
STAFF = "change_contact"


def callbacks(at: datetime = AT, **changed: str) -> CorpCallbacks:
    return CorpCallbacks(replace(CONFIG, **changed), StandingClock(at))


def xml(fields: dict[str, Any]) -> bytes:
    inner = "".join(
        f"<{name}>{value}</{name}>" if isinstance(value, int) else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{inner}</xml>".encode()


def event(name: str, change: str, **fields: Any) -> dict[str, Any]:
    head = {"ToUserName": CORP_ID, "FromUserName": "sys", "CreateTime": STAMP, "MsgType": "event"}
    return head | {"Event": name, "ChangeType": change} | fields


def sealed(clear: bytes, **changed: str) -> tuple[dict[str, str], bytes]:
    """A callback as WeCom sends it, but for what is `changed`."""
    cipher = MessageCipher(changed.get("aes_key", AES_KEY), changed.get("receiver", CORP_ID)).encrypt(clear)
    timestamp, nonce = changed.get("timestamp", str(STAMP)), changed.get("nonce", "1372623149")
    signed = signature(changed.get("token", CONFIG.callback_token), timestamp, nonce, cipher)
    query = {"msg_signature": signed, "timestamp": timestamp, "nonce": nonce}
    envelope = {"ToUserName": changed.get("to", CORP_ID), "AgentID": "218", "Encrypt": cipher}
    return query, xml(envelope)


def read(fields: dict[str, Any]) -> WecomCallback:
    return callbacks().read(*sealed(xml(fields)))
