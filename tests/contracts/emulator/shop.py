"""A shop as the outside sees it: signs and verifies by the protocol texts, without any adapter of ours."""

import asyncio
import base64
import hashlib
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

PAY = "/api.mch.weixin.qq.com"
WX = "/api.weixin.qq.com"
KDN = "/api.kdniao.com"
Answered = tuple[int, bytes]


class Received:
    """One call that the emulator made to the shop."""

    def __init__(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        self.method = method
        self.path, _, query = target.partition("?")
        self.query = dict(parse_qsl(query))
        self.headers = headers
        self.body = body


class HookServer:
    """A bare HTTP/1.1 server that writes down what it gets. `answer` decides per call: (status, body)."""

    def __init__(self) -> None:
        self.calls: list[Received] = []
        self.answer: Callable[[Received], Answered | Awaitable[Answered]] = lambda call: (
            (200, b'{"Success": true}') if "kdniao" in call.path else (200, b"success")
        )
        self.url = ""
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        assert self._server
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                method, target, _ = line.decode().split(" ", 2)
                headers: dict[str, str] = {}
                while (header := (await reader.readline()).decode().strip()) != "":
                    name, _, value = header.partition(":")
                    headers[name.lower()] = value.strip()
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                call = Received(method, target, headers, body)
                self.calls.append(call)
                answered = self.answer(call)
                status, content = answered if isinstance(answered, tuple) else await answered
                writer.write(b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n\r\n%s" % (status, len(content), content))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    def to(self, path: str) -> list[Received]:
        return [call for call in self.calls if call.path == path]


async def until(condition: Callable[[], Any], limit_seconds: float = 5.0) -> Any:
    """Wait until `condition` answers something true and return it."""
    deadline = time.monotonic() + limit_seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "condition was not met in time"
        await asyncio.sleep(0.005)
    return found


class Shop:
    """Talks to the emulator with the papers of `merchant.json`."""

    def __init__(self, client: httpx.AsyncClient, home: Path, hooks: HookServer) -> None:
        self.client = client
        self.hooks = hooks
        self.papers = json.loads((home / "merchant.json").read_text())
        self.key = load_pem_private_key(self.papers["merchant_private_key_pem"].encode(), None)
        certificate = x509.load_pem_x509_certificate(self.papers["platform_certificate_pem"].encode())
        self.verifiers = {
            self.papers["pay_public_key_id"]: load_pem_public_key(self.papers["pay_public_key_pem"].encode()),
            f"{certificate.serial_number:X}": certificate.public_key(),
        }

    def sign(self, message: str) -> str:
        return base64.b64encode(self.key.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()

    def authorization(self, method: str, target: str, body: str, **changed: str) -> str:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        timestamp, nonce = changed.get("timestamp", timestamp), changed.get("nonce", nonce)
        signature = changed.get("signature") or self.sign(f"{method}\n{target}\n{timestamp}\n{nonce}\n{body}\n")
        serial, mchid = changed.get("serial", self.papers["merchant_serial"]), self.papers["mchid"]
        return (
            f'WECHATPAY2-SHA256-RSA2048 mchid="{mchid}",nonce_str="{nonce}",signature="{signature}",'
            f'timestamp="{timestamp}",serial_no="{serial}"'
        )

    async def pay(self, method: str, target: str, content: Any = None, headers: Any = None) -> httpx.Response:
        body = "" if content is None else json.dumps(content, ensure_ascii=False)
        sent = {"Authorization": self.authorization(method, target, body), "Content-Type": "application/json"}
        answer = await self.client.request(method, PAY + target, content=body.encode(), headers=sent | (headers or {}))
        if answer.is_success:
            self.verify(answer.headers, answer.content)
        return answer

    def verify(self, headers: Any, body: bytes) -> None:
        """Raises InvalidSignature or KeyError when an answer or a notice is not WeChat Pay's."""
        assert headers["wechatpay-signature-type"] == "WECHATPAY2-SHA256-RSA2048"
        assert abs(time.time() - int(headers["wechatpay-timestamp"])) < 300
        message = f"{headers['wechatpay-timestamp']}\n{headers['wechatpay-nonce']}\n".encode() + body + b"\n"
        key = self.verifiers[headers["wechatpay-serial"]]
        key.verify(base64.b64decode(headers["wechatpay-signature"]), message, padding.PKCS1v15(), hashes.SHA256())

    def opened(self, call: Received) -> tuple[dict[str, Any], dict[str, Any]]:
        """A verified pay notice: (envelope, decrypted resource)."""
        self.verify(call.headers, call.body)
        envelope = json.loads(call.body)
        sealed = envelope["resource"]
        plain = AESGCM(self.papers["apiv3_key"].encode()).decrypt(
            sealed["nonce"].encode(), base64.b64decode(sealed["ciphertext"]), sealed["associated_data"].encode()
        )
        return envelope, json.loads(plain)

    async def login(self, device: str = "phone-1") -> dict[str, str]:
        answer = await self.client.post("/play/wx/login", json={"device": device})
        return dict(answer.json())

    def order(self, openid: str, number: str, total_fen: int = 1990, **more: Any) -> dict[str, Any]:
        return {
            "appid": self.papers["appid"],
            "mchid": self.papers["mchid"],
            "description": "暖禾 婴儿润肤霜",
            "out_trade_no": number,
            "notify_url": f"{self.hooks.url}/hooks/wechat/pay",
            "amount": {"total": total_fen, "currency": "CNY"},
            "payer": {"openid": openid},
        } | more

    async def placed(self, number: str, total_fen: int = 1990, device: str = "phone-1") -> str:
        person = await self.login(device)
        answer = await self.pay("POST", "/v3/pay/transactions/jsapi", self.order(person["openid"], number, total_fen))
        assert answer.status_code == 200, answer.text
        return str(answer.json()["prepay_id"])

    def sheet(self, prepay_id: str, **more: str) -> dict[str, str]:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        message = f"{self.papers['appid']}\n{timestamp}\n{nonce}\nprepay_id={prepay_id}\n"
        sheet = {"prepayId": prepay_id, "timeStamp": timestamp, "nonceStr": nonce, "paySign": self.sign(message)}
        return sheet | more

    async def paid(self, number: str, total_fen: int = 1990, device: str = "phone-1") -> str:
        """Place and pay; returns the transaction id."""
        sheet = self.sheet(await self.placed(number, total_fen, device), device=device)
        answer = (await self.client.post("/play/pay/confirm", json=sheet)).json()
        assert answer["result"] == "ok", answer
        return str(answer["transactionId"])

    async def token(self) -> str:
        content = {"grant_type": "client_credential"} | self.credentials()
        return str((await self.client.post(f"{WX}/cgi-bin/stable_token", json=content)).json()["access_token"])

    def credentials(self) -> dict[str, str]:
        return {"appid": self.papers["appid"], "secret": self.papers["app_secret"]}

    async def wx(self, path: str, content: Any, token: str = "") -> dict[str, Any]:
        url = f"{WX}{path}?access_token={token or await self.token()}"
        answer = await self.client.post(url, content=json.dumps(content, ensure_ascii=False).encode())
        assert answer.status_code == 200
        return dict(answer.json())

    def kdniao_sign(self, raw: str) -> str:
        digest = hashlib.md5((raw + self.papers["kdniao_app_key"]).encode()).hexdigest()
        return base64.b64encode(digest.encode()).decode()

    async def kdniao(self, path: str, request_type: str, content: Any, sign: str = "") -> dict[str, Any]:
        raw = json.dumps(content, ensure_ascii=False)
        form = {
            "RequestData": raw,
            "EBusinessID": self.papers["kdniao_ebusiness_id"],
            "RequestType": request_type,
            "DataSign": sign or self.kdniao_sign(raw),
            "DataType": "2",
        }
        return dict((await self.client.post(KDN + path, data=form)).json())

    async def faults(self, **switches: Any) -> None:
        """Set switches; what is not named returns to calm, with waits cut to a thousandth."""
        answer = await self.client.put("/play/faults", json={"timeScale": 0.001} | switches)
        assert answer.status_code == 200, answer.text

    async def notices(self, subject: str) -> list[dict[str, Any]]:
        answer = await self.client.get("/play/notifies", params={"q": subject})
        return list(answer.json()["items"])
