"""The application in process over a real database, its people, and the work that workers would do."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from litestar import Litestar

from adapters.system import SystemClock
from app.actors.deliver import Deliverer
from app.main import make_app
from app.prove.goods import Goods, stock_up
from app.prove.shopper import ADDRESS
from app.settings import Settings
from app.wiring import Built, build
from app.wiring.outer import Replacements
from tests.contracts.emulator.shop import Received
from tests.http.outside import Outside

PASSWORD = "kaixin-2025-mama"
WAIT_SECONDS = 10.0
# Kept out of the comparison: what a mere look may touch.
_QUIET = {"governance.session", "governance.login_failure", "kernel.idempotency"}
_TABLES = """
select schemaname || '.' || quote_ident(tablename) from pg_tables
where schemaname in ('commerce', 'members', 'payments', 'supply', 'governance', 'kernel', 'promotion') order by 1
"""


class ShiftedClock:
    """The machine's clock, some time away from where it stands."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead


class Person:
    """Someone with a token, who asks below one prefix. `device` is the phone of a shopper."""

    def __init__(self, client: httpx.AsyncClient, prefix: str, token: str, device: str = "") -> None:
        self._client, self._prefix = client, prefix
        self.token, self.device = token, device

    async def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        given = ({"authorization": f"Bearer {self.token}"} if self.token else {}) | (headers or {})
        if body is not None:
            more["json"] = body
        return await self._client.request(method, self._prefix + path, headers=given, **more)

    async def get(self, path: str, **query: Any) -> Any:
        """The content of a 200."""
        answer = await self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any = None) -> Any:
        """The content of a success."""
        answer = await self.ask("POST", path, body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


class Shop:
    """`client` talks to the application without a network; `settle` does the workers' part."""

    def __init__(
        self, app: Litestar, built: Built, outside: Outside, parts: tuple[httpx.AsyncClient, ShiftedClock]
    ) -> None:
        self.app, self.built, self.outside = app, built, outside
        self.client, self.clock = parts
        self.deliverer = Deliverer(built.services.uow, built.deliveries, built.subscriptions, SystemClock())
        self._passed_on = 0

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        pool = await self.built.database.pool()
        return [tuple(row) for row in await pool.fetch(sql, *values)]

    async def value(self, sql: str, *values: object) -> Any:
        return (await self.rows(sql, *values))[0][0]

    async def goods(self, units: tuple[int, int] = (50, 50)) -> Goods:
        return await stock_up(self.built, units)

    @property
    def guest(self) -> Person:
        return Person(self.client, "/api/mini", "")

    async def shopper(self, *, address: bool = False) -> Person:
        device = f"phone-{uuid4().hex[:8]}"
        code = (await self.outside.play("/wx/login", device=device))["code"]
        answer = await self.client.post("/api/mini/session", json={"code": code})
        assert answer.status_code == 200, answer.text
        person = Person(self.client, "/api/mini", answer.json()["token"], device)
        if address:
            await person.post("/addresses", ADDRESS)
        return person

    async def operator(self, role: str = "店主", *, permissions: list[str] | None = None) -> Person:
        """With a built-in role, or (given permissions) with a role of its own."""
        username = f"op-{uuid4().hex[:10]}"
        operators = self.built.services.operators
        operator_id = await operators.ensure(username, "小周", role, PASSWORD)
        if permissions is not None:
            role_id = uuid4()
            await self.rows(
                "insert into governance.role (id, name, permissions, built_in) values ($1, $2, $3, false)",
                role_id,
                f"角色 {role_id.hex[:8]}",
                permissions,
            )
            await self.rows(
                "update governance.operator_role set role_id = $2 where operator_id = $1", operator_id, role_id
            )
        return await self.operator_signed_in(username, PASSWORD)

    async def operator_signed_in(self, username: str, password: str) -> Person:
        body = {"username": username, "password": password, "totp": None}
        answer = await self.client.post("/api/admin/session", json=body)
        assert answer.status_code == 200, answer.text
        return Person(self.client, "/api/admin", answer.json()["token"], username)

    async def order(self, person: Person, goods: Goods, quantity: int = 1, **changed: Any) -> httpx.Response:
        """Straight from the product page to the default address."""
        addresses = (await person.get("/addresses"))["items"]
        body = {
            "clientKey": uuid4().hex,
            "source": "direct",
            "lines": [{"skuId": str(goods.sku_id), "quantity": quantity}],
            "addressId": addresses[0]["id"] if addresses else None,
            "note": "",
            "expectedPayableFen": goods.price_fen * quantity,
            "virtualNoticeAccepted": False,
        }
        return await person.ask("POST", "/orders", body | changed)

    async def ordered(self, person: Person, goods: Goods, quantity: int = 1) -> Any:
        answer = await self.order(person, goods, quantity)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def confirm_payment(self, person: Person, params: dict[str, Any]) -> dict[str, Any]:
        """The shopper presses 确认支付 on the sheet that `params` open."""
        return await self.outside.play(
            "/pay/confirm",
            prepayId=params["package"].removeprefix("prepay_id="),
            paySign=params["paySign"],
            timeStamp=params["timeStamp"],
            nonceStr=params["nonceStr"],
            device=person.device,
        )

    async def pay(self, person: Person, order_id: str) -> None:
        """Paid, told to the shop, and digested there."""
        params = await person.post(f"/orders/{order_id}/pay")
        assert (await self.confirm_payment(person, params))["result"] == "ok"

        async def is_paid() -> bool:
            return bool((await person.get(f"/orders/{order_id}"))["paidAt"])

        await self.settle(is_paid)

    async def pass_on(self, call: Received, **changed: Any) -> httpx.Response:
        """Hands a call of the emulator to the application; `changed` replaces body, headers or query."""
        headers = {name: value for name, value in call.headers.items() if name not in ("host", "content-length")}
        return await self.client.request(
            call.method,
            changed.get("path", call.path),
            params=changed.get("query", call.query),
            headers=headers | changed.get("headers", {}),
            content=changed.get("body", call.body),
        )

    async def new_calls(self) -> list[Received]:
        """Calls of the emulator that nobody has passed on yet; they are then the caller's to pass on."""
        found = self.outside.hooks.calls[self._passed_on :]
        self._passed_on += len(found)
        return found

    async def deliver(self) -> int:
        """Does what is due now; fails where a reaction or a job failed."""
        due = await self.rows("select id, kind from kernel.delivery where status = 'pending' and due_at <= now()")
        await self.deliverer.deliver(due)  # type: ignore[arg-type]
        failed = await self.rows(
            "select name, subscriber, last_error from kernel.delivery where last_error is not null"
        )
        assert failed == []
        return len(due)

    async def settle(self, until: Callable[[], Awaitable[bool]] | None = None) -> None:
        """Passes calls on and does what is due, until the condition holds (or, without one, nothing is left)."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            calls = await self.new_calls()
            for call in calls:
                await self.pass_on(call)
            done = await self.deliver()
            if until is None and not calls and not done:
                return
            if until is not None and await until():
                return
            assert time.monotonic() < deadline, "it was not settled in time"
            await asyncio.sleep(0.02)

    async def picture(self) -> dict[str, tuple[int, int]]:
        """Rows and a digest of every table: equal pictures mean that nothing was changed."""
        tables = [row[0] for row in await self.rows(_TABLES) if row[0] not in _QUIET]
        union = " union all ".join(
            f"select '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text from {table} t"
            for table in tables
        )
        return {name: (count, digest) for name, count, digest in await self.rows(union)}


@asynccontextmanager
async def running_shop(settings: Settings, outside: Outside) -> AsyncIterator[Shop]:
    clock = ShiftedClock()
    app, built = make_app(settings, Replacements(clock=clock)), build(settings)
    ready, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        # The lifespan must end in the task that began it, and a fixture's two halves are two tasks.
        async with app.lifespan():
            ready.set()
            await over.wait()

    life = asyncio.create_task(live())
    await ready.wait()
    transport = httpx.ASGITransport(app=app, client=("203.0.113.7", 4000))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop", timeout=30) as client:
        yield Shop(app, built, outside, (client, clock))
    over.set()
    await life
    await built.database.close()
    await built.valkey.aclose()
