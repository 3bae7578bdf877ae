"""Callbacks of many at once: stored together, told apart."""

import asyncio
from uuid import uuid4

from adapters.postgres.database import Database
from adapters.postgres.inbox import PostgresInbox
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.system import SystemClock, Uuid7
from ports.inbox import Callback
from ports.kernel import Invalid, StorageUnavailable
from tests.flows.conftest import Woken


def _inbox(database: Database, clock: SystemClock) -> tuple[PostgresInbox, Woken]:
    """One process's."""
    woken = Woken()
    return PostgresInbox(PostgresUnitOfWork(database, {}, woken, clock, Uuid7()), clock, Uuid7()), woken


async def test_callbacks_of_a_crowd_are_stored_once_each_and_a_bad_one_alone_is_refused(
    database: Database, clock: SystemClock
) -> None:
    inboxes, source = [_inbox(database, clock) for _ in range(3)], uuid4().hex
    calls = [Callback("kdniao", f"{source}:{number % 200}", "102", {}, b"1") for number in range(400)]
    bad = Callback("kdniao", f"{source}:bad", "1\x002", {}, b"1")
    asked = [inboxes[number % 3][0].receive(call) for number, call in enumerate([*calls[:50], bad, *calls[50:]])]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers] == [type(None)] * 50 + [Invalid] + [type(None)] * 350
    pool = await database.pool()
    kept = await pool.fetch(
        "select id from kernel.inbox i join kernel.delivery d using (id) where dedup_key like $1 || '%'",
        source,
    )
    assert len(kept) == 200 and {row["id"] for row in kept} == {one for _, woken in inboxes for one, _ in woken.due}
    assert sum(len(woken.due) for _, woken in inboxes) == 200


async def test_everybody_is_told_when_nothing_can_be_stored(clock: SystemClock) -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/none", connections_max=2)
    inbox, woken = _inbox(nowhere, clock)
    asked = [inbox.receive(Callback("kdniao", f"away:{number}", "102", {}, b"1")) for number in range(20)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    await nowhere.close()
    assert [type(answer) for answer in answers] == [StorageUnavailable] * 20 and woken.due == []
