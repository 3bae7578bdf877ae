"""Message push: events about people and money, in plain or safe mode, as JSON or XML."""

import secrets
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

import msgspec

from adapters.emulator.crypto import push_encrypt, push_signature
from adapters.emulator.deliveries import Channel, Deliveries, Delivery, Envelope
from adapters.emulator.faults import FaultBoard
from adapters.emulator.merchant import Papers
from adapters.emulator.wire import Answer, WireError
from adapters.emulator.wording import now, random_digits

LADDER_SECONDS = (5, 5, 5)
ANSWER_SECONDS = 5.0


class MessagePush:
    def __init__(self, papers: Papers, faults: FaultBoard, deliveries: Deliveries, hooks_url: str) -> None:
        self._merchant = papers.merchant
        self._faults = faults
        self._deliveries = deliveries
        self.url = f"{hooks_url}/hooks/wechat/push"
        self._account = "gh_" + papers.merchant.appid[2:14]
        deliveries.open_channel("wechat", Channel(LADDER_SECONDS, ANSWER_SECONDS, self._envelope, _accepted))

    def emit(self, event: str, openid: str, fields: dict[str, Any]) -> None:
        """Send one event. Item lists follow the live shape: one item is an object, several are an array."""
        content: dict[str, Any] = {
            "ToUserName": self._account,
            "FromUserName": openid or self._account,
            # Subscribe events carry their times and numbers as text, trade events as numbers.
            "CreateTime": str(int(now())) if event.startswith("subscribe_") else int(now()),
            "MsgType": "event",
            "Event": event,
        }
        content |= fields
        written = self._deliveries.write("wechat", (event, openid), self.url, msgspec.json.encode(content))
        self._deliveries.send(written)

    async def check_server(self) -> tuple[bool, str]:
        """Ask the shop to echo a text, as the console does on saving the address: (passed, what came back)."""
        timestamp, nonce, echo = str(int(now())), random_digits(10), random_digits(19)
        signature = push_signature(self._merchant.push_token, timestamp, nonce)
        query = {"signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": echo}
        try:
            answer = await self._deliveries.wire.get(f"{self.url}?{urlencode(query)}", ANSWER_SECONDS)
        except WireError as error:
            return False, str(error)
        return answer.status == 200 and answer.text == echo, answer.text[:200]

    def _envelope(self, delivery: Delivery) -> Envelope:
        faults, merchant = self._faults.now.wechat, self._merchant
        as_xml = faults.push_format == "xml"
        text = _as_xml(msgspec.json.decode(delivery.payload)) if as_xml else delivery.payload.decode()
        timestamp, nonce = str(int(now())), str(secrets.randbelow(10**10))
        query = {
            "signature": push_signature(merchant.push_token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": delivery.subject,
        }
        if faults.push_mode == "safe":
            sealed = push_encrypt(merchant.push_aes_key, merchant.appid, text)
            query |= {
                "encrypt_type": "aes",
                "msg_signature": push_signature(merchant.push_token, timestamp, nonce, sealed),
            }
            wrapped = {"ToUserName": self._account, "Encrypt": sealed}
            text = _as_xml(wrapped) if as_xml else msgspec.json.encode(wrapped).decode()
        headers = {"Content-Type": "text/xml" if as_xml else "application/json", "User-Agent": "Mozilla/4.0"}
        return Envelope(headers, text.encode(), url=f"{delivery.url}?{urlencode(query)}")


def _accepted(answer: Answer) -> bool:
    return answer.status == 200 and answer.text.strip() in ("", "success")


def _as_xml(content: dict[str, Any]) -> str:
    """XML keeps subscribe items inside an element named after the event, one `List` element each."""
    parts: list[str] = []
    for name, value in content.items():
        if name == "List":
            items = value if isinstance(value, list) else [value]
            wrapper = "".join(part.title() for part in str(content["Event"]).split("_"))
            inner = "".join(f"<List>{''.join(_element(*pair) for pair in item.items())}</List>" for item in items)
            parts.append(f"<{wrapper}>{inner}</{wrapper}>")
        else:
            parts.append(_element(name, value))
    return f"<xml>{''.join(parts)}</xml>"


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(_element(*pair) for pair in value.items())}</{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    if "]]>" in str(value):
        return f"<{name}>{escape(str(value))}</{name}>"
    return f"<{name}><![CDATA[{value}]]></{name}>"
