"""Payments over a real PostgreSQL and the real adapter, with the emulator as WeChat Pay."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from adapters.postgres.database import Database
from adapters.postgres.deliveries import DeliveryStore
from adapters.postgres.inbox import PostgresInbox
from adapters.postgres.payments_attempts import PostgresAttempts
from adapters.postgres.payments_refunds import PostgresRefunds
from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.system import SystemClock, Uuid7
from adapters.wechat_pay.client import PayClient
from adapters.wechat_pay.gateway import WechatPay
from domain.payments.attempts import Attempts, Inquiry, Payments, Recording
from domain.payments.ledger import PAYMENT_FEE_RATE
from domain.payments.notices import NoticeHandler, Notices
from domain.payments.refunds import Refunds
from domain.payments.service import PaymentsService
from ports.inbox import Callback
from ports.kernel import AttemptId, Event, Job, MemberId, OrderId, RefundId, Tx
from ports.payments.api import (
    GrantTold,
    PaymentIntent,
    PaymentSucceeded,
    PayParams,
    RefundRequest,
    RefundStuck,
    RefundSucceeded,
)
from ports.payments.jobs import CloseAttempt, SendRefund, UploadShipping
from tests.contracts.emulator.shop import Received, until
from tests.emulated import Emulated, emulated

SUBSCRIBERS: Mapping[type[Event], tuple[str, ...]] = dict.fromkeys(
    (PaymentSucceeded, RefundSucceeded, RefundStuck, GrantTold), ("test.reads",)
)
JOBS = CloseAttempt | SendRefund | UploadShipping
_WIPE = (
    "truncate payments.attempt, payments.refund, payments.ledger_entry, payments.ledger_line, payments.shipping_upload,"
    " payments.shipping_parcel, kernel.delivery, kernel.inbox"
)
_EVENTS = Statement(text("select name, payload from kernel.delivery where kind = 'event' order by created_at, id"))
_TAKE_JOBS = Statement(
    text(
        "update kernel.delivery set status = 'done' where kind = 'job' and status = 'pending' and due_at <= :now"
        " returning id, payload"
    )
)
_CALLBACKS = Statement(
    text("select id from kernel.delivery where kind = 'callback' and status = 'pending' order by created_at, id")
)
_BALANCES = Statement(text("select account, sum(amount_fen) as fen from payments.ledger_line group by account"))
_COUNT_INBOX = Statement(text("select count(*) from kernel.inbox"))
_ATTEMPT = Statement(text("select * from payments.attempt where id = :id"))
_REFUND = Statement(text("select * from payments.refund where id = :id"))
_job = msgspec.json.Decoder(JOBS)


class ShiftedClock:
    """The machine's clock, moved ahead by hand. WeChat Pay itself keeps the true time."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class NoWaker:
    """Deliveries wait in the table: the tests take them there."""

    def wake(self, delivery_ids: object) -> None:
        del delivery_ids


class Till:
    """Payments' services on one database, one emulated WeChat Pay, and short words for what the tests do."""

    def __init__(self, database: Database, outside: Emulated) -> None:
        self.outside, self.http, self.hooks, self.wire = outside, outside.http, outside.hooks, outside.wire
        self.clock, ids = ShiftedClock(), Uuid7()
        self.ids = ids
        self.uow = PostgresUnitOfWork(database, SUBSCRIBERS, NoWaker(), self.clock, ids)
        self.client = PayClient(outside.pay_config(), SystemClock(), transport=self.wire)
        gateway = WechatPay(self.client, SystemClock())
        store, inbox = PostgresAttempts(), PostgresInbox(self.uow, self.clock, ids)
        attempts = Attempts(self.uow, self.clock, ids, store, gateway)
        self.books = Payments(Recording(self.uow, self.clock, ids, store, PAYMENT_FEE_RATE))
        self.inquiry = Inquiry(self.uow, self.clock, store, gateway, self.books)
        self.refunds = Refunds(self.uow, self.clock, ids, PostgresRefunds(), gateway)
        self.api = PaymentsService(attempts, self.inquiry, self.refunds)
        self.notices = Notices(inbox, gateway)
        self.handler = NoticeHandler(gateway, self.books, self.refunds)
        self.callbacks: dict[str, Callable[[Tx, Callback], Awaitable[None]]] = {"wechat_pay": self.handler.on_notice}
        self.openid = ""
        self.handlers: dict[type[Job], Callable[[Any], Awaitable[None]]] = {
            CloseAttempt: self.inquiry.handle_close,
            SendRefund: self.refunds.handle_send,
        }

    async def faults(self, **pay: Any) -> None:
        await self.outside.faults(pay=pay)

    async def intend(
        self, amount_fen: int = 9900, order_id: OrderId | None = None, *, pay_by: datetime | None = None
    ) -> AttemptId:
        order_id = order_id or OrderId(self.ids.new())
        pay_by = pay_by or self.clock.now() + timedelta(minutes=30)
        intent = PaymentIntent(
            order_id=order_id,
            order_number="202511200000000001",
            member_id=MemberId(self.ids.new()),
            openid=self.openid,
            amount_fen=amount_fen,
            description="婴儿柔湿巾等 2 件商品",
            pay_by=pay_by,
        )
        async with self.uow.begin() as tx:
            return (await self.api.intend(tx, intent)).id

    async def prepay(self, attempt_id: AttemptId) -> PayParams:
        async with self.uow.reading() as tx:
            attempt = await PostgresAttempts().read(tx, attempt_id)
        assert attempt is not None
        return await self.api.prepay(attempt)

    async def attempt(self, attempt_id: AttemptId) -> Any:
        async with self.uow.reading() as tx:
            return await _ATTEMPT.one(tx, id=attempt_id)

    async def refund_row(self, refund_id: RefundId) -> Any:
        async with self.uow.reading() as tx:
            return await _REFUND.one(tx, id=refund_id)

    async def pay(self, attempt_id: AttemptId) -> None:
        """The shopper confirms on the sheet with our signed parameters."""
        params = await self.prepay(attempt_id)
        sheet = {
            "prepayId": params.package.removeprefix("prepay_id="),
            "paySign": params.pay_sign,
            "timeStamp": params.time_stamp,
            "nonceStr": params.nonce_str,
            "device": "phone-1",
        }
        answer = (await self.http.post("/play/pay/confirm", json=sheet)).json()
        assert answer["result"] == "ok", answer

    async def paid(self, amount_fen: int = 9900, order_id: OrderId | None = None) -> AttemptId:
        """A paid attempt, told by WeChat Pay's notice."""
        attempt_id = await self.intend(amount_fen, order_id)
        await self.pay(attempt_id)
        await self.deliver("transactions", 1)
        return attempt_id

    async def calls(self, kind: str, count: int = 1) -> list[Received]:
        path = f"/hooks/wechat-pay/{kind}"
        await until(lambda: len(self.hooks.to(path)) >= count)
        return self.hooks.to(path)

    async def deliver(self, kind: str, count: int = 1) -> None:
        """Hands the notices that came to the hook and runs what follows from them."""
        for call in await self.calls(kind, count):
            await self.notices.receive(call.headers, call.body)
        self.hooks.calls.clear()
        await self.run_jobs()

    async def run_jobs(self, *, twice: bool = False) -> None:
        """Everything that is due; jobs `twice` as when a worker dies before it could say that it had finished."""
        async with self.uow.reading() as tx:
            stored = await _CALLBACKS.all(tx)
        for row in stored:
            async with self.uow.begin() as tx:
                taken = await DeliveryStore().take_callback(tx, row["id"], self.clock.now())
                assert taken is not None
                await self.callbacks[taken[1].source](tx, taken[1])
        async with self.uow.begin() as tx:
            rows = await _TAKE_JOBS.all(tx, now=self.clock.now())
        for row in rows * (2 if twice else 1):
            job = _job.decode(row["payload"])
            await self.handlers[type(job)](job)

    async def refund(
        self, order_id: OrderId, amount_fen: int, key: str, attempt_id: AttemptId | None = None
    ) -> RefundId:
        async with self.uow.begin() as tx:
            return await self.api.request_refund(tx, RefundRequest(key, order_id, amount_fen, "不想要了", attempt_id))

    async def events(self) -> list[dict[str, Any]]:
        async with self.uow.reading() as tx:
            return [msgspec.json.decode(row["payload"]) for row in await _EVENTS.all(tx)]

    async def balances(self) -> dict[str, int]:
        async with self.uow.reading() as tx:
            return {row["account"]: int(row["fen"]) for row in await _BALANCES.all(tx)}

    async def inbox_count(self) -> int:
        async with self.uow.reading() as tx:
            return int(await _COUNT_INBOX.value(tx))


@pytest.fixture(scope="session")
def emulator_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("emulator")


@pytest.fixture
async def till(database_url: str, emulator_home: Path) -> AsyncIterator[Till]:
    database = Database(database_url)
    await (await database.pool()).execute(_WIPE)
    async with emulated(emulator_home) as outside:
        world = Till(database, outside)
        world.openid = (await outside.login())["openid"]
        yield world
        await world.client.close()
    await database.close()
