"""The emulator in process, for tests that drive our real adapters against it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import httpx
import msgspec

from adapters.emulator.app import create_app
from adapters.emulator.settings import Settings
from adapters.wechat.config import WechatConfig
from adapters.wechat_pay.keys import PayConfig
from adapters.wecom.config import WecomConfig
from tests.contracts.emulator.shop import HookServer


class Wire(httpx.AsyncBaseTransport):
    """The line to the outside: it can lose a request before it arrives, or the answer to it."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.cut: Literal["request", "answer", None] = None
        self.requests = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        if self.cut == "request":
            raise httpx.ConnectTimeout("the line is cut", request=request)
        answer = await self._inner.handle_async_request(request)
        if self.cut == "answer":
            raise httpx.ReadTimeout("the line is cut", request=request)
        return answer


class Emulated:
    """A running emulator: `http` is for the people who play, `wire` for our adapters."""

    def __init__(self, http: httpx.AsyncClient, wire: Wire, hooks: HookServer, home: Path) -> None:
        self.http, self.wire, self.hooks = http, wire, hooks
        self.papers: dict[str, Any] = msgspec.json.decode((home / "merchant.json").read_bytes())

    async def faults(self, **switches: Any) -> None:
        body = {"timeScale": 0.01} | switches
        (await self.http.put("/play/faults", json=body)).raise_for_status()

    async def login(self, device: str = "phone-1") -> dict[str, str]:
        """code, openid, nickname."""
        answer: dict[str, str] = (await self.http.post("/play/wx/login", json={"device": device})).json()
        return answer

    def pay_config(self, key_mode: Literal["public_key", "certificate"] = "public_key") -> PayConfig:
        papers, by_key = self.papers, key_mode == "public_key"
        return PayConfig(
            appid=papers["appid"],
            mchid=papers["mchid"],
            serial=papers["merchant_serial"],
            private_key_pem=papers["merchant_private_key_pem"],
            apiv3_key=papers["apiv3_key"],
            key_mode=key_mode,
            public_key_id=papers["pay_public_key_id"] if by_key else "",
            public_key_pem=papers["pay_public_key_pem"] if by_key else "",
            base_url="http://emulator/api.mch.weixin.qq.com",
            notify_url=f"{self.hooks.url}/hooks/wechat-pay",
        )

    def wechat_config(self) -> WechatConfig:
        papers = self.papers
        return WechatConfig(
            appid=papers["appid"],
            app_secret=papers["app_secret"],
            push_token=papers["push_token"],
            push_aes_key=papers["push_aes_key"],
            base_url="http://emulator/api.weixin.qq.com",
        )

    def official_config(self) -> WechatConfig:
        papers = self.papers
        return WechatConfig(
            appid=papers["official_appid"],
            app_secret=papers["official_app_secret"],
            push_token=papers["official_push_token"],
            push_aes_key=papers["official_push_aes_key"],
            base_url="http://emulator/api.weixin.qq.com",
        )

    def wecom_config(self) -> WecomConfig:
        papers = self.papers
        return WecomConfig(
            corp_id=papers["wecom_corp_id"],
            contact_secret=papers["wecom_contact_secret"],
            agent_id=papers["wecom_agent_id"],
            agent_secret=papers["wecom_agent_secret"],
            callback_token=papers["wecom_callback_token"],
            callback_aes_key=papers["wecom_callback_aes_key"],
            base_url="http://emulator/qyapi.weixin.qq.com",
            card_appid=papers["appid"],
        )

    async def in_wecom(self, path: str, **body: Any) -> dict[str, Any]:
        """What a guide, a contact or the corporation's console does."""
        answer = await self.http.post(f"/play/wecom/{path}", json=body)
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done


@asynccontextmanager
async def emulated(home: Path) -> AsyncIterator[Emulated]:
    """A new world with the papers of `home`: making three RSA keys is the slow part."""
    for file in home.glob("emulator.sqlite3*"):
        file.unlink()
    hooks = HookServer()
    await hooks.start()
    app = create_app(Settings(home=home, hooks_url=hooks.url))
    ready, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        # The lifespan must end in the task that began it, and a fixture's two halves are two tasks.
        async with app.lifespan():
            ready.set()
            await over.wait()

    life = asyncio.create_task(live())
    await ready.wait()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as http:
        world = Emulated(http, Wire(transport), hooks, home)
        await world.faults()
        yield world
    over.set()
    await life
    await hooks.stop()
