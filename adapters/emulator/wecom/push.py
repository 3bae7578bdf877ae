"""Callbacks of the corporation: what people have changed, as encrypted XML, three times at most."""

import secrets
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from adapters.emulator.crypto import push_encrypt, push_signature
from adapters.emulator.deliveries import Channel, Deliveries, Delivery, Envelope
from adapters.emulator.faults import happens, within_a_second
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wire import Answer, WireError
from adapters.emulator.wording import now, random_digits

LADDER_SECONDS = (1, 1)
ANSWER_SECONDS = 5.0
CHECK_SECONDS = 1.0


class WecomPush:
    """Changes that came through the API are told to nobody: only what people do calls `emit`."""

    def __init__(self, grounds: Grounds, deliveries: Deliveries, hooks_url: str) -> None:
        self._grounds = grounds
        self._deliveries = deliveries
        self.url = f"{hooks_url}/hooks/wecom"
        deliveries.open_channel("wecom", Channel(LADDER_SECONDS, ANSWER_SECONDS, self._envelope, _accepted))

    def emit(self, event: str, change: str, subject: str, fields: dict[str, Any]) -> None:
        """Written at once, so callable inside the transaction of the fact; sent when the loop is free again."""
        faults, corp_id = self._grounds.faults, self._grounds.merchant.wecom_corp_id
        if not corp_id:
            return
        head = {"ToUserName": corp_id, "FromUserName": "sys", "CreateTime": int(now()), "MsgType": "event"}
        text = as_xml(head | {"Event": event, "ChangeType": change} | fields)
        late_seconds = faults.late_push_ms / 1000
        if happens(faults.reorder_push_rate):
            # Long enough for what happens next to overtake it.
            late_seconds += within_a_second()
        written = self._deliveries.write("wecom", (f"{event}/{change}", subject), self.url, text.encode(), late_seconds)
        if happens(faults.drop_push_rate):
            self._deliveries.drop(written)
            return
        self._deliveries.send(written, late_seconds)
        if happens(faults.duplicate_push_rate):
            self._deliveries.repeat(written, late_seconds + within_a_second())

    async def check_server(self) -> tuple[bool, str]:
        """Ask the shop to decrypt a text within a second, as the console does: (passed, what came back)."""
        echo = random_digits(19)
        sealed = self._sealed(echo)
        try:
            answer = await self._deliveries.wire.get(
                f"{self.url}?{urlencode(self._signed(sealed) | {'echostr': sealed})}", CHECK_SECONDS
            )
        except WireError as error:
            return False, str(error)
        return answer.status == 200 and answer.text == echo, answer.text[:200]

    def _sealed(self, text: str) -> str:
        return push_encrypt(self._grounds.merchant.wecom_callback_aes_key, self._grounds.merchant.wecom_corp_id, text)

    def _signed(self, sealed: str) -> dict[str, str]:
        timestamp, nonce = str(int(now())), str(secrets.randbelow(10**10))
        signature = push_signature(self._grounds.merchant.wecom_callback_token, timestamp, nonce, sealed)
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}

    def _envelope(self, delivery: Delivery) -> Envelope:
        merchant, sealed = self._grounds.merchant, self._sealed(delivery.payload.decode())
        content = {"ToUserName": merchant.wecom_corp_id, "AgentID": merchant.wecom_agent_id, "Encrypt": sealed}
        headers = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0"}
        return Envelope(headers, as_xml(content).encode(), url=f"{delivery.url}?{urlencode(self._signed(sealed))}")


def _accepted(answer: Answer) -> bool:
    return answer.status == 200


def as_xml(content: dict[str, Any]) -> str:
    """Numbers bare, texts as CDATA, a list as one `Item` for each of its members."""
    return f"<xml>{''.join(_element(*pair) for pair in content.items())}</xml>"


def _element(name: str, value: Any) -> str:
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    if isinstance(value, list):
        return f"<{name}>{''.join(_element('Item', item) for item in value)}</{name}>"
    if "]]>" in str(value):
        return f"<{name}>{escape(str(value))}</{name}>"
    return f"<{name}><![CDATA[{value}]]></{name}>"
