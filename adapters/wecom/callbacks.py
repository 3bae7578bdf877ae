"""The callback address of the application, `ports.outside.wecom_app.WecomCallbacks` (C.2)."""

import hashlib
from collections.abc import Mapping
from functools import cached_property

from adapters.tencent.crypt import BadMessage, MessageCipher, is_signed
from adapters.wecom.config import WecomConfig
from adapters.wecom.events import fields_of, told
from ports.kernel import Clock
from ports.outside.wecom_app import ForgedCallback, WecomCallback, WecomEvent

DRIFT_SECONDS_MAX = 300
KEY_LENGTH_MAX = 200
KIND_LENGTH_MAX = 100
# FromUserName is `sys` in all of these, so that it tells nothing apart (C.3).
_KEYED = frozenset({"change_external_contact", "change_external_chat", "change_external_tag", "change_contact"})


class CorpCallbacks:
    def __init__(self, config: WecomConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock

    @cached_property
    def _cipher(self) -> MessageCipher:
        return MessageCipher(self._config.callback_aes_key, self._config.corp_id)

    def echo(self, query: Mapping[str, str]) -> str:
        # A plus that was not escaped has become a space on the way; base64 has none.
        sealed = query.get("echostr", "").replace(" ", "+")
        try:
            return self._opened(query, sealed).decode()
        except (BadMessage, UnicodeDecodeError) as error:
            raise ForgedCallback from error

    def read(self, query: Mapping[str, str], body: bytes) -> WecomCallback:
        try:
            outer = fields_of(body)
            clear = self._opened(query, outer.get("Encrypt", ""))
            fields = fields_of(clear)
            receivers = {fields.get("ToUserName"), outer.get("ToUserName", self._config.corp_id)}
            if receivers != {self._config.corp_id}:
                raise BadMessage("for another receiver")
            if not fields.get("CreateTime", "").isdecimal():
                raise BadMessage("without a time")
        except BadMessage as error:
            raise ForgedCallback from error
        kind = fields.get("Event") or fields.get("MsgType") or "unknown"
        if change := fields.get("ChangeType"):
            kind = f"{kind}/{change}"
        return WecomCallback(_key(fields, clear), kind[:KIND_LENGTH_MAX], clear)

    def interpret(self, body: bytes) -> WecomEvent | None:
        try:
            return told(fields_of(body))
        except BadMessage as error:
            raise ForgedCallback from error

    def _opened(self, query: Mapping[str, str], sealed: str) -> bytes:
        """Raises BadMessage, and ForgedCallback for a wrong signature or an old one."""
        given, timestamp = query.get("msg_signature", ""), query.get("timestamp", "")
        if not given or not is_signed(given, self._config.callback_token, timestamp, query.get("nonce", ""), sealed):
            raise ForgedCallback
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
            raise ForgedCallback
        if abs(self._clock.now().timestamp() - int(timestamp)) > DRIFT_SECONDS_MAX:
            raise ForgedCallback
        return self._cipher.decrypt(sealed)


def _key(fields: Mapping[str, str], clear: bytes) -> str:
    """The same for what WeCom sends again, another one for another fact of the same second (C.3)."""
    event = fields.get("Event", "")
    if "MsgId" in fields:
        parts = [fields["MsgId"]]
    else:
        subjects = ("UserID", "ExternalUserID", "ChatId", "Id", "TagType", "LinkId")
        parts = [event, fields.get("ChangeType", ""), *(fields[name] for name in subjects if fields.get(name))]
        parts += [fields["CreateTime"]]
        details = ("UpdateDetail", "LastMemVer", "CurMemVer", "MemVer")
        parts += [fields[name] for name in details if fields.get(name)]
        if event not in _KEYED:
            parts.append(hashlib.sha256(clear).hexdigest()[:16])
    key = ":".join(parts)
    if len(key) <= KEY_LENGTH_MAX:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return key[: KEY_LENGTH_MAX - len(digest) - 1] + ":" + digest
