"""Contracts to collect later, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import Tx
from ports.payments.contract_store import Announcement, Contract

_COLUMNS = "id, member_id, openid, code, serial, state, ref, is_ending, checks, created_at"
# The update that changes nothing makes a repeated call wait for, and return, the row that was first.
_BEGIN = Statement(
    text(
        "insert into payments.contract (id, member_id, openid, code, state, check_at, created_at)"
        " values (:id, :member_id, :openid, :code, 'signing', :check_at, :now)"
        f" on conflict (id) do update set id = excluded.id returning {_COLUMNS}"
    )
)
_READ = Statement(text(f"select {_COLUMNS} from payments.contract where id = :id"))
_LOCK = Statement(text(f"select {_COLUMNS} from payments.contract where code = :code for update"))
_SIGNED = Statement(
    text(
        "update payments.contract set state = 'active', ref = :ref, signed_at = :at, check_at = :check_at, checks = 0"
        " where id = :id and state = 'signing'"
    )
)
_ENDED = Statement(text("update payments.contract set state = 'ended', ended_at = :at, check_at = null where id = :id"))
_ENDING = Statement(
    text(
        "update payments.contract set is_ending = true, check_at = :check_at, checks = 0 where id = :id"
        " and state <> 'ended' and not is_ending"
    )
)
_ANNOUNCE = Statement(
    text(
        "insert into payments.announcement (key, contract_id, amount_fen, state, created_at)"
        " values (:key, :contract_id, :amount_fen, 'waiting', :at) on conflict (key) do nothing"
    )
)
_ANNOUNCEMENT = Statement(
    text("select key, contract_id, amount_fen, state from payments.announcement where key = :key")
)
_ANNOUNCED = Statement(text("update payments.announcement set state = :state, problem = :problem where key = :key"))
_CLAIM_DUE = Statement(
    text(
        "with due as (select id from payments.contract where check_at <= :now and state <> 'ended'"
        " order by check_at limit :size for update skip locked)"
        " update payments.contract c set check_at = :lease_until from due where c.id = due.id"
        f" returning {', '.join('c.' + name for name in _COLUMNS.split(', '))}"
    )
)
_CHECK_LATER = Statement(
    text("update payments.contract set checks = checks + 1, check_at = :check_at where id = :id and state <> 'ended'")
)


class PostgresContracts:
    """Implements `ports.payments.contract_store.ContractStore`."""

    async def begin(self, tx: Tx, contract: Contract, check_at: datetime) -> Contract:
        row = await _BEGIN.one(
            tx,
            id=contract.id,
            member_id=contract.member_id,
            openid=contract.openid,
            code=contract.code,
            check_at=check_at,
            now=contract.created_at,
        )
        assert row is not None, "an insert or update always gives its row"
        return Contract(**row)

    async def read(self, tx: Tx, contract_id: UUID) -> Contract | None:
        row = await _READ.one(tx, id=contract_id)
        return Contract(**row) if row else None

    async def lock(self, tx: Tx, code: str) -> Contract | None:
        row = await _LOCK.one(tx, code=code)
        return Contract(**row) if row else None

    async def signed(self, tx: Tx, contract_id: UUID, ref: str, at: datetime, check_at: datetime) -> None:
        await _SIGNED.run(tx, id=contract_id, ref=ref, at=at, check_at=check_at)

    async def ended(self, tx: Tx, contract_id: UUID, at: datetime) -> None:
        await _ENDED.run(tx, id=contract_id, at=at)

    async def ending(self, tx: Tx, contract_id: UUID, check_at: datetime) -> bool:
        return bool(await _ENDING.run(tx, id=contract_id, check_at=check_at))

    async def announce(self, tx: Tx, wanted: Announcement, at: datetime) -> bool:
        return bool(
            await _ANNOUNCE.run(tx, key=wanted.key, contract_id=wanted.contract_id, amount_fen=wanted.amount_fen, at=at)
        )

    async def announcement(self, tx: Tx, key: str) -> Announcement | None:
        row = await _ANNOUNCEMENT.one(tx, key=key)
        return Announcement(**row) if row else None

    async def announced(self, tx: Tx, key: str, state: str, problem: str | None) -> None:
        await _ANNOUNCED.run(tx, key=key, state=state, problem=problem)

    async def claim_due(self, tx: Tx, now: datetime, lease_until: datetime, size: int) -> Sequence[Contract]:
        return [Contract(**row) for row in await _CLAIM_DUE.all(tx, now=now, lease_until=lease_until, size=size)]

    async def check_later(self, tx: Tx, contract_id: UUID, check_at: datetime) -> None:
        await _CHECK_LATER.run(tx, id=contract_id, check_at=check_at)
