"""Delivery rows: claim, finish, fail, sweep, park."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.deliveries import Delivery, Due
from ports.inbox import Callback
from ports.kernel import Tx

ATTEMPTS_MAX = 8
OUTSIDE_ATTEMPTS_MAX = 300
"""A partner may be down for a day; with waits of at most five minutes that is about 300 tries."""
WAIT_MAX = timedelta(minutes=5)
JOB_LEASE = timedelta(seconds=90)
SWEEP_GRACE = timedelta(seconds=1)
SWEEP_BATCH = 200
DONE_KEPT_FOR = timedelta(days=14)


_COLUMNS = "id, kind, name, subscriber, payload, request_id, attempts"
_TAKE_EVENT = Statement(
    text(
        "update kernel.delivery set status = 'done', done_at = :now, claimed_until = null where id ="
        " (select id from kernel.delivery where id = :id and status = 'pending' and kind = 'event'"
        f" for update skip locked) returning {_COLUMNS}"
    )
)
_TAKE_CALLBACK = Statement(
    text(
        "update kernel.delivery d set status = 'done', done_at = :now, claimed_until = null from kernel.inbox i"
        " where d.id = (select id from kernel.delivery where id = :id and status = 'pending' and kind = 'callback'"
        " for update skip locked) and i.id = d.id"
        " returning d.id, d.kind, d.name, d.subscriber, d.payload, d.request_id, d.attempts,"
        " i.source, i.dedup_key, i.kind as callback_kind, i.headers, i.body"
    )
)
_LEASE_JOBS = Statement(
    text(
        "update kernel.delivery set claimed_until = :until where id = any(cast(:ids as uuid[])) and kind = 'job'"
        " and status = 'pending' and (claimed_until is null or claimed_until < :now)"
        f" returning {_COLUMNS}"
    )
)
_DONE = Statement(
    text("update kernel.delivery set status = 'done', done_at = :now, claimed_until = null where id = :id")
)
_FAIL = Statement(
    text(
        "update kernel.delivery set last_error = :error, due_at = :due_at, claimed_until = null,"
        " status = case when attempts + 1 >= :attempts_max then 'parked' else 'pending' end"
        " where id = :id and status = 'pending' returning status"
    )
)
_SWEEP = Statement(
    text(
        "with stale as (select id from kernel.delivery where status = 'pending' and due_at < :before"
        " and (claimed_until is null or claimed_until < :now) order by due_at limit :size for update skip locked)"
        " update kernel.delivery d set attempts = attempts + 1,"
        " due_at = cast(:now as timestamptz)"
        " + least(power(2, least(attempts, 10)) * interval '2 seconds', interval '5 minutes'),"
        " status = case when attempts >= :attempts_max then 'parked' else 'pending' end,"
        " last_error = case when attempts >= :attempts_max then coalesce(last_error, 'never finished')"
        " else last_error end"
        " from stale where d.id = stale.id returning d.id, d.kind, d.status"
    )
)
_PENDING = Statement(
    text(
        "select id, kind from kernel.delivery where status = 'pending' and due_at <= :now"
        " and (claimed_until is null or claimed_until < :now) order by due_at"
    )
)
_LATER = Statement(text("select count(*) from kernel.delivery where status = 'pending' and due_at > :now"))
_RETRY = Statement(
    text(
        "update kernel.delivery set status = 'pending', attempts = 0, due_at = :now, claimed_until = null"
        " where status = 'parked' and (cast(:id as uuid) is null or id = :id) returning id, kind"
    )
)
_headers = msgspec.json.Decoder(dict[str, str])
_FORGET = Statement(text("delete from kernel.delivery where status = 'done' and done_at < :before"))


def wait_after(attempts: int) -> timedelta:
    """1, 2, 4 … seconds, at most WAIT_MAX."""
    return min(timedelta(seconds=2 ** min(attempts, 10)), WAIT_MAX)


class DeliveryStore:
    """Implements `ports.deliveries.Deliveries`."""

    async def take_event(self, tx: Tx, delivery_id: UUID, now: datetime) -> Delivery | None:
        row = await _TAKE_EVENT.one(tx, id=delivery_id, now=now)
        return Delivery(**row) if row else None

    async def take_callback(self, tx: Tx, delivery_id: UUID, now: datetime) -> tuple[Delivery, Callback] | None:
        row = await _TAKE_CALLBACK.one(tx, id=delivery_id, now=now)
        if row is None:
            return None
        callback = Callback(
            source=row["source"],
            dedup_key=row["dedup_key"],
            kind=row["callback_kind"],
            headers=_headers.decode(row["headers"]),
            body=row["body"],
        )
        return Delivery(**{name: row[name] for name in Delivery.__struct_fields__}), callback

    async def lease_jobs(self, tx: Tx, delivery_ids: Sequence[UUID], now: datetime) -> list[Delivery]:
        rows = await _LEASE_JOBS.all(tx, ids=list(delivery_ids), until=now + JOB_LEASE, now=now)
        return [Delivery(**row) for row in rows]

    async def done(self, tx: Tx, delivery_id: UUID, now: datetime) -> None:
        await _DONE.run(tx, id=delivery_id, now=now)

    async def fail(self, tx: Tx, delivery: Delivery, error: str, now: datetime, *, outside: bool) -> bool:
        status = await _FAIL.value(
            tx,
            id=delivery.id,
            error=error[:2000],
            due_at=now + wait_after(delivery.attempts),
            attempts_max=OUTSIDE_ATTEMPTS_MAX if outside else ATTEMPTS_MAX,
        )
        return bool(status == "parked")

    async def sweep(self, tx: Tx, now: datetime) -> tuple[list[Due], list[UUID]]:
        """Counts an attempt of each stale row; returns those to wake again (id, kind) and those that were parked."""
        rows = await _SWEEP.all(
            tx, before=now - SWEEP_GRACE, now=now, size=SWEEP_BATCH, attempts_max=OUTSIDE_ATTEMPTS_MAX
        )
        again = [(row["id"], row["kind"]) for row in rows if row["status"] == "pending"]
        return again, [row["id"] for row in rows if row["status"] == "parked"]

    async def pending(self, tx: Tx, now: datetime) -> tuple[list[Due], int]:
        """All rows that are due and in nobody's hands, and the number of those that are due later."""
        rows = await _PENDING.all(tx, now=now)
        return [(row["id"], row["kind"]) for row in rows], await _LATER.value(tx, now=now)

    async def retry(self, tx: Tx, delivery_id: UUID | None, now: datetime) -> list[Due]:
        """Parked rows, one or (None) all, made pending again; their id and kind."""
        return [(row["id"], row["kind"]) for row in await _RETRY.all(tx, id=delivery_id, now=now)]

    async def forget(self, tx: Tx, now: datetime) -> int:
        return await _FORGET.run(tx, before=now - DONE_KEPT_FOR)
