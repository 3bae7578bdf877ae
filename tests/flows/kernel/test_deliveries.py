"""Deliveries: one row per subscriber in the same commit, each effect once, failures counted and parked."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import text

from adapters.dramatiq.broker import BatchingWaker, DramatiqSender
from adapters.postgres.database import Database
from adapters.postgres.deliveries import ATTEMPTS_MAX, DeliveryStore
from adapters.postgres.idempotency import IdempotencyStore
from adapters.postgres.inbox import PostgresInbox
from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.system import SystemClock, Uuid7
from app.actors.deliver import CHAIN_MAX, Deliverer, Subscriptions
from ports.deliveries import following
from ports.inbox import Callback
from ports.kernel import (
    AlreadyCalled,
    Event,
    IdempotentCall,
    Invalid,
    Job,
    OutsideUnavailable,
    Tx,
    idempotent_call,
    request_id,
)
from tests.flows.conftest import Woken


class Happened(Event, tag="test.happened", frozen=True):
    number: int


class Unsent(DramatiqSender):
    """Fails the test when anything goes to the broker."""

    def __init__(self) -> None:
        return

    def send(self, actor: str, argument: object, max_age_seconds: int | None = None) -> None:
        raise AssertionError(f"sent to {actor}: {argument}")


class Act(Job, tag="test.act", frozen=True):
    number: int


_NOTE = Statement(text("insert into public.test_note (number) values (:number)"))
_NOTES = Statement(text("select number from public.test_note order by number"))
_ROWS = Statement(text("select status, attempts, last_error, request_id from kernel.delivery where id = any(:ids)"))


class Stage:
    """A reaction and a job that write a note, and may be told to fail."""

    def __init__(self, uow: PostgresUnitOfWork, database: Database, clock: SystemClock) -> None:
        self.uow = uow
        self.failure: Exception | None = None
        self.seen_request_id = ""
        self.database = database
        self.subscriptions = Subscriptions(
            {Happened: {"test.note": self.on_happened}}, {"kdniao": self.on_call}, {Act: self.act}
        )
        self.deliverer = Deliverer(uow, DeliveryStore(), self.subscriptions, clock)

    async def on_happened(self, tx: Tx, event: Happened) -> None:
        self.seen_request_id = request_id.get()
        await _NOTE.run(tx, number=event.number)
        if self.failure:
            raise self.failure

    async def on_call(self, tx: Tx, callback: Callback) -> None:
        tx.emit(Happened(int(callback.body)))
        if self.failure:
            raise self.failure

    async def act(self, job: Act) -> None:
        async with self.uow.begin() as tx:
            await _NOTE.run(tx, number=job.number)
        if self.failure:
            raise self.failure

    async def notes(self) -> list[int]:
        async with self.uow.reading() as tx:
            return [row["number"] for row in await _NOTES.all(tx)]

    async def row(self, delivery_id: UUID) -> Any:
        async with self.uow.reading() as tx:
            return await _ROWS.one(tx, ids=[delivery_id])


@pytest.fixture
async def stage(
    uow: PostgresUnitOfWork, database: Database, subscribers: dict[type[Event], tuple[str, ...]], clock: SystemClock
) -> Stage:
    subscribers[Happened] = ("test.note",)
    pool = await database.pool()
    await pool.execute("drop table if exists public.test_note; create table public.test_note (number integer)")
    await pool.execute("truncate kernel.delivery")
    return Stage(uow, database, clock)


async def test_event_takes_effect_once_however_often_it_is_delivered(stage: Stage, woken: Woken) -> None:
    token = request_id.set("from-the-request")
    async with stage.uow.begin() as tx:
        tx.emit(Happened(7))
    request_id.reset(token)
    for _ in range(3):
        await stage.deliverer.deliver(woken.due)
    assert await stage.notes() == [7]
    assert stage.seen_request_id == "from-the-request"


async def test_rolled_back_transaction_emits_nothing(stage: Stage, woken: Woken) -> None:
    with pytest.raises(Invalid):
        async with stage.uow.begin() as tx:
            tx.emit(Happened(8))
            raise Invalid
    assert woken.due == []


async def test_failed_reaction_leaves_no_trace_and_is_parked_after_its_attempts(
    stage: Stage, woken: Woken, clock: SystemClock
) -> None:
    async with stage.uow.begin() as tx:
        tx.emit(Happened(9))
    stage.failure = RuntimeError("broken")
    store, (delivery_id, _) = DeliveryStore(), woken.due[0]
    later = clock.now()
    for _ in range(ATTEMPTS_MAX):
        await stage.deliverer.deliver(woken.due)
        later += timedelta(minutes=10)
        async with stage.uow.begin() as tx:
            await store.sweep(tx, later)
    row = await stage.row(delivery_id)
    assert (row["status"], await stage.notes()) == ("parked", [])
    assert "broken" in row["last_error"]
    stage.failure = None
    async with stage.uow.begin() as tx:
        assert await store.retry(tx, delivery_id, clock.now()) == [(delivery_id, "event")]
    await stage.deliverer.deliver(woken.due)
    assert await stage.notes() == [9]


async def test_callback_is_stored_once_and_handled_with_what_follows(
    stage: Stage, woken: Woken, clock: SystemClock
) -> None:
    inbox = PostgresInbox(stage.uow, clock, Uuid7())
    waker = BatchingWaker(Unsent(), "deliver")
    uow = PostgresUnitOfWork(stage.database, {Happened: ("test.note",)}, waker, clock, Uuid7())
    worker = Deliverer(uow, DeliveryStore(), stage.subscriptions, clock)
    call = Callback("kdniao", uuid4().hex, "102", {"x": "y"}, b"12")
    for _ in range(2):
        await inbox.receive(call)
    [(stored, kind)] = woken.due
    assert kind == "callback"
    stage.failure = RuntimeError("broken")
    await worker.deliver([(stored, "callback")])
    assert (await stage.row(stored))["status"] == "pending"
    assert await stage.notes() == []
    stage.failure = None
    for _ in range(2):
        await worker.deliver([(stored, "callback")])
    # The event that the callback emitted was done by the same worker, without a way through the broker.
    assert await stage.notes() == [12]
    assert (await stage.row(stored))["status"] == "done"


async def test_a_chain_that_goes_on_is_left_to_the_sweep(stage: Stage, clock: SystemClock) -> None:
    async def go_on(tx: Tx, event: Happened) -> None:
        await _NOTE.run(tx, number=event.number)
        tx.emit(Happened(event.number + 1))

    waker = BatchingWaker(Unsent(), "deliver")
    uow = PostgresUnitOfWork(stage.database, {Happened: ("test.chain",)}, waker, clock, Uuid7())
    worker = Deliverer(uow, DeliveryStore(), Subscriptions({Happened: {"test.chain": go_on}}, {}, {}), clock)
    found: list[tuple[UUID, str]] = []
    token = following.set(found)
    async with uow.begin() as tx:
        tx.emit(Happened(0))
    following.reset(token)
    await worker.deliver(found)
    assert await stage.notes() == list(range(CHAIN_MAX + 1))
    async with uow.begin() as tx:
        again, _ = await DeliveryStore().sweep(tx, clock.now() + timedelta(seconds=5))
    assert [kind for _, kind in again] == ["event"]


async def test_a_lone_statement_refuses_events_and_an_unkept_key(stage: Stage) -> None:
    with pytest.raises(AssertionError):
        async with stage.uow.single() as tx:
            tx.emit(Happened(1))
    token = idempotent_call.set(IdempotentCall("member:1", uuid4().hex, b"hash"))
    with pytest.raises(AssertionError):
        async with stage.uow.single() as tx:
            await _NOTE.run(tx, number=1)
    idempotent_call.reset(token)
    assert await stage.notes() == []


async def test_outage_of_a_partner_is_waited_for(stage: Stage, woken: Woken, clock: SystemClock) -> None:
    async with stage.uow.begin() as tx:
        tx.enqueue(Act(1))
    stage.failure = OutsideUnavailable()
    later = clock.now()
    for _ in range(ATTEMPTS_MAX + 5):
        await stage.deliverer.deliver(woken.due)
        later += timedelta(minutes=10)
        async with stage.uow.begin() as tx:
            await DeliveryStore().sweep(tx, later)
    assert (await stage.row(woken.due[0][0]))["status"] == "pending"


async def test_job_in_another_workers_hands_is_passed_over(stage: Stage, woken: Woken, clock: SystemClock) -> None:
    async with stage.uow.begin() as tx:
        tx.enqueue(Act(2))
    async with stage.uow.reading() as tx:
        assert len(await DeliveryStore().lease_jobs(tx, [woken.due[0][0]], clock.now())) == 1
    await stage.deliverer.deliver(woken.due)
    assert await stage.notes() == []


async def test_job_for_later_is_not_told_now(stage: Stage, woken: Woken, clock: SystemClock) -> None:
    async with stage.uow.begin() as tx:
        tx.enqueue(Act(3), due_at=clock.now() + timedelta(hours=1))
    assert woken.due == []
    async with stage.uow.begin() as tx:
        again, _ = await DeliveryStore().sweep(tx, clock.now() + timedelta(hours=2))
    assert [kind for _, kind in again] == ["job"]


async def test_same_key_twice_is_refused_and_changes_nothing(stage: Stage) -> None:
    call = IdempotentCall("member:1", uuid4().hex, b"hash")
    token = idempotent_call.set(call)
    async with stage.uow.begin() as tx:
        await _NOTE.run(tx, number=1)
    assert call.is_stored
    assert not call.is_answered
    idempotent_call.set(IdempotentCall("member:1", call.key, b"hash"))
    with pytest.raises(AlreadyCalled):
        async with stage.uow.begin() as tx:
            await _NOTE.run(tx, number=2)
    idempotent_call.reset(token)
    assert await stage.notes() == [1]
    async with stage.uow.reading() as tx:
        await IdempotencyStore().answer(tx, call, 200, "application/json", b"{}")
        first = await IdempotencyStore().read(tx, call)
    assert first is not None
    assert (first.status, first.body) == (200, b"{}")


async def test_failed_first_call_frees_its_key(stage: Stage) -> None:
    call = IdempotentCall("member:1", uuid4().hex, b"hash")
    token = idempotent_call.set(call)
    with pytest.raises(Invalid):
        async with stage.uow.begin():
            raise Invalid
    async with stage.uow.begin() as tx:
        await _NOTE.run(tx, number=5)
    idempotent_call.reset(token)
    assert await stage.notes() == [5]


async def test_reading_refuses_events(stage: Stage) -> None:
    async with stage.uow.reading() as tx:
        with pytest.raises(AssertionError):
            tx.emit(Happened(1))


async def test_text_with_nul_is_bad_input(uow: PostgresUnitOfWork) -> None:
    with pytest.raises(Invalid):
        async with uow.reading() as tx:
            await Statement(text("select cast(:a as text)")).value(tx, a="a\0b")
    assert issubclass(asyncpg.CharacterNotInRepertoireError, asyncpg.DataError)
