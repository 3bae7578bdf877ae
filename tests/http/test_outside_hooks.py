"""Call-backs of WeChat Pay and WeChat over HTTP: answered at once, stored once; what is forged leaves nothing."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from adapters.tencent.crypt import signature
from app.main import make_app
from app.settings import load_settings
from tests.contracts.emulator.shop import Received, until
from tests.emulated import Emulated, emulated


class Hooks:
    """The application under test, and the emulator that calls it."""

    def __init__(self, outside: Emulated, client: httpx.AsyncClient, connection: asyncpg.Connection) -> None:
        self.outside, self.client, self.connection = outside, client, connection

    async def pass_on(self, call: Received, **changed: str) -> httpx.Response:
        """Hands a call that the emulator made to the application."""
        headers = call.headers | changed
        headers.pop("host", None)
        return await self.client.request(call.method, call.path, params=call.query, headers=headers, content=call.body)

    async def stored(self) -> int:
        return int(await self.connection.fetchval("select count(*) from kernel.inbox"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shop")


@pytest.fixture
async def hooks(home: Path, database_url: str, valkey_url: str) -> AsyncIterator[Hooks]:
    async with emulated(home / "emulator") as outside:
        environment = {
            "SIYU_MODE": "test",
            "SIYU_HOME": str(home),
            "SIYU_DATABASE_URL": database_url,
            "SIYU_VALKEY_URL": valkey_url,
        }
        app = make_app(load_settings(environment))
        connection = await asyncpg.connect(database_url)
        await connection.execute("truncate kernel.inbox, kernel.delivery")
        ready, over = asyncio.Event(), asyncio.Event()

        async def live() -> None:
            async with app.lifespan():
                ready.set()
                await over.wait()

        life = asyncio.create_task(live())
        await ready.wait()
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
            yield Hooks(outside, client, connection)
        over.set()
        await life
        await connection.close()


async def _push(hooks: Hooks) -> Received:
    template_ids = [hooks.outside.papers["subscribe_templates"]["order_paid"]]
    choice = {"device": "phone-1", "templateIds": template_ids, "accept": True}
    (await hooks.outside.http.post("/play/wx/subscribe", json=choice)).raise_for_status()
    await until(lambda: hooks.outside.hooks.to("/hooks/wechat/push"))
    return hooks.outside.hooks.to("/hooks/wechat/push")[0]


async def test_a_push_is_stored_once_and_answered_with_success(hooks: Hooks) -> None:
    call = await _push(hooks)
    for _ in range(2):
        answer = await hooks.pass_on(call)
        assert (answer.status_code, answer.text) == (200, "success")
    assert await hooks.stored() == 1


async def test_a_forged_push_is_refused(hooks: Hooks) -> None:
    call = await _push(hooks)
    call.query["msg_signature"] = "0" * 40
    answer = await hooks.pass_on(call)
    assert answer.status_code == 401
    assert answer.json()["code"] == "wechat.forged_push"
    assert await hooks.stored() == 0


async def test_the_url_check_is_answered_bare(hooks: Hooks) -> None:
    stamp = str(int(time.time()))
    token = hooks.outside.papers["push_token"]
    query = {
        "timestamp": stamp,
        "nonce": "n",
        "signature": signature(token, stamp, "n"),
        "echostr": "5927782489442352469",
    }
    answer = await hooks.client.get("/hooks/wechat/push", params=query)
    assert (answer.status_code, answer.text) == (200, "5927782489442352469")
    assert answer.headers["content-type"].startswith("text/plain")
    assert (await hooks.client.get("/hooks/wechat/push", params=query | {"nonce": "m"})).status_code == 401


@pytest.mark.parametrize("kind", ["transactions", "refunds"])
async def test_a_pay_notice_without_a_right_signature_is_refused(hooks: Hooks, kind: str) -> None:
    bodies = [b"", b"{}", b"\xff", b'{"id":"1"}']
    for body in bodies:
        answer = await hooks.client.post(f"/hooks/wechat-pay/{kind}", content=body)
        assert answer.status_code == 401
        assert answer.json()["code"] == "payments.forged_notice"
    huge = await hooks.client.post(f"/hooks/wechat-pay/{kind}", content=b"x" * 100_000)
    assert huge.status_code == 413
    assert await hooks.stored() == 0
