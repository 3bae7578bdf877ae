"""A client of WeCom as the protocol texts have it, without any adapter of ours."""

import base64
import hashlib
import json
import struct
import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import urlencode

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.contracts.emulator.shop import Received, Shop, until

QY = "/qyapi.weixin.qq.com/cgi-bin"
HOOK = "/hooks/wecom"


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def unsealed(aes_key: str, sealed: str) -> tuple[str, str]:
    """(text, receiver); fails on a padding that is not 1 to 32 equal bytes."""
    key = base64.b64decode(aes_key + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    assert len(plain) % 32 == 0 and 1 <= plain[-1] <= 32 and plain.endswith(bytes([plain[-1]]) * plain[-1])
    plain = plain[: -plain[-1]]
    (size,) = struct.unpack(">I", plain[16:20])
    return plain[20 : 20 + size].decode(), plain[20 + size :].decode()


class Corp:
    """The shop's application and its 客户联系 secret."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.papers = shop.papers
        self.client = shop.client

    async def gettoken(self, kind: str = "contact", **changed: str) -> dict[str, Any]:
        query = {"corpid": self.papers["wecom_corp_id"], "corpsecret": self.papers[f"wecom_{kind}_secret"]} | changed
        return dict((await self.client.get(f"{QY}/gettoken", params=query)).json())

    async def token(self, kind: str = "contact") -> str:
        return str((await self.gettoken(kind))["access_token"])

    async def get(self, path: str, kind: str = "contact", **query: Any) -> dict[str, Any]:
        answer = await self.client.get(f"{QY}/{path}", params={"access_token": await self.token(kind)} | query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def post(self, path: str, content: Any, kind: str = "contact") -> dict[str, Any]:
        url = f"{QY}/{path}?access_token={await self.token(kind)}"
        answer = await self.client.post(url, content=json.dumps(content, ensure_ascii=False).encode())
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def ok(self, path: str, content: Any, kind: str = "contact") -> dict[str, Any]:
        answer = await self.post(path, content, kind)
        assert answer["errcode"] == 0, answer
        return answer

    async def upload(self, content: bytes, **query: str) -> dict[str, Any]:
        path = "media/upload" if "type" in query else "media/upload_attachment"
        url = f"{QY}/{path}?{urlencode({'access_token': await self.token()} | query)}"
        answer = await self.client.post(url, files={"media": ("cover.png", content, "image/png")})
        return dict(answer.json())

    async def play(self, path: str, status: int = 200, **body: Any) -> Any:
        answer: httpx.Response = await self.client.post(f"/play/wecom/{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def hire(self, *names: str) -> None:
        for name in names:
            await self.play("staff", userId=name, name=f"导购{name}")

    async def way(self, *user_ids: str, **more: Any) -> dict[str, Any]:
        kind = {"type": 1 if len(user_ids) == 1 else 2, "scene": 2, "user": list(user_ids)}
        return await self.ok("externalcontact/add_contact_way", kind | more)

    async def friend(self, device: str, user_id: str) -> str:
        """Adds and returns the contact id."""
        return str((await self.play("add", device=device, userId=user_id))["externalUserId"])

    def opened(self, call: Received) -> dict[str, Any]:
        """A verified callback as a dict; a list of `Item` becomes a list."""
        envelope = ET.fromstring(call.body)
        sealed = envelope.findtext("Encrypt") or ""
        assert envelope.findtext("ToUserName") == self.papers["wecom_corp_id"]
        assert envelope.findtext("AgentID") == self.papers["wecom_agent_id"]
        query = call.query
        token = self.papers["wecom_callback_token"]
        assert query["msg_signature"] == signature(token, query["timestamp"], query["nonce"], sealed)
        text, receiver = unsealed(self.papers["wecom_callback_aes_key"], sealed)
        assert receiver == self.papers["wecom_corp_id"]
        return {
            child.tag: [item.text for item in child] if len(child) else child.text or ""
            for child in ET.fromstring(text)
        }

    def events(self) -> list[dict[str, Any]]:
        return [self.opened(call) for call in self.shop.hooks.to(HOOK)]

    async def told(self, count: int) -> list[dict[str, Any]]:
        """The events, as soon as there are so many."""
        await until(lambda: len(self.shop.hooks.to(HOOK)) >= count)
        events = self.events()
        assert len(events) == count, events
        return events

    async def chat(self, device: str) -> list[dict[str, Any]]:
        answer = await self.client.get("/play/wecom/chat", params={"device": device})
        return list(answer.json()["items"])
