"""Operators, roles and their sessions over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.governance.api import Actor
from ports.governance.store import NewSession, OperatorRow, Role
from ports.kernel import OperatorId, Tx

_COLUMNS = "id, username, name, password_hash, totp_sealed, totp_enabled, totp_step, status, must_change_password"
_BY_USERNAME = Statement(text(f"select {_COLUMNS} from governance.operator where username = :username"))
_LOCK = Statement(text(f"select {_COLUMNS} from governance.operator where id = :id for update"))
_ADD = Statement(
    text(
        f"insert into governance.operator ({_COLUMNS}, created_at) values (:id, :username, :name, :password_hash,"
        " :totp_sealed, :totp_enabled, :totp_step, :status, :must_change_password, :now)"
        " on conflict (username) do nothing"
    )
)
_SAVE = Statement(
    text(
        "update governance.operator set name = :name, password_hash = :password_hash, totp_sealed = :totp_sealed,"
        " totp_enabled = :totp_enabled, totp_step = :totp_step, status = :status,"
        " must_change_password = :must_change_password where id = :id"
    )
)
_DROP_ROLES = Statement(text("delete from governance.operator_role where operator_id = :operator_id"))
_ADD_ROLES = Statement(
    text(
        "insert into governance.operator_role (operator_id, role_id) select :operator_id, r.id from governance.role r"
        " where r.id = any(cast(:role_ids as uuid[]))"
    )
)
_OWNERS = Statement(
    text(
        "with managers as (select r.id from governance.role r where 'operators.manage' = any(r.permissions) for update)"
        " select count(distinct o.id) from managers m join governance.operator_role j on j.role_id = m.id"
        " join governance.operator o on o.id = j.operator_id and o.status = 'active'"
    )
)
_OPEN = Statement(
    text(
        "with seen as (update governance.operator set last_login_at = :now where id = :operator_id)"
        " insert into governance.session"
        " (id, token_hash, operator_id, created_at, last_seen_at, expires_at, ip, user_agent)"
        " values (:id, :token_hash, :operator_id, :now, :now, :expires_at, :ip, :user_agent)"
    )
)
_ACTOR = Statement(
    text(
        "with live as (update governance.session s set last_seen_at = :now from governance.operator o"
        " where s.token_hash = :token_hash and s.expires_at > :now and s.last_seen_at > :idle_since"
        " and o.id = s.operator_id and o.status = 'active' returning o.id, o.name, o.must_change_password)"
        " select live.id, live.name, coalesce(array_agg(distinct p.code) filter (where p.code is not null),"
        " cast('{}' as text[])) as permissions from live"
        # A temporary password opens nothing but the page that changes it.
        " left join governance.operator_role j on j.operator_id = live.id and not live.must_change_password"
        " left join governance.role r on r.id = j.role_id left join lateral unnest(r.permissions) p (code) on true"
        " group by live.id, live.name"
    )
)
_CLOSE = Statement(text("delete from governance.session where token_hash = :token_hash"))
_CLOSE_OWN = Statement(text("delete from governance.session where id = :id and operator_id = :operator_id"))
_CLOSE_ALL = Statement(
    text(
        "delete from governance.session where operator_id = :operator_id"
        " and (cast(:but as bytea) is null or token_hash <> :but)"
    )
)
_FAILURES = Statement(
    text(
        "select coalesce(max(n), 0) from (select count(*) as n from governance.login_failure"
        " where key = any(cast(:keys as text[])) and at > :since group by key) f"
    )
)
_FAIL = Statement(
    text(
        "insert into governance.login_failure (key, at) select unnest(cast(:keys as text[])), cast(:now as timestamptz)"
    )
)
_FORGIVE = Statement(text("delete from governance.login_failure where key = any(cast(:keys as text[]))"))


class PostgresOperatorStore:
    """Implements `ports.governance.store.OperatorStore`."""

    async def by_username(self, tx: Tx, username: str) -> OperatorRow | None:
        row = await _BY_USERNAME.one(tx, username=username)
        return OperatorRow(**row) if row else None

    async def lock(self, tx: Tx, operator_id: OperatorId) -> OperatorRow | None:
        row = await _LOCK.one(tx, id=operator_id)
        return OperatorRow(**row) if row else None

    async def add(self, tx: Tx, row: OperatorRow, role_ids: Sequence[UUID], now: datetime) -> bool:
        fields = {name: getattr(row, name) for name in row.__struct_fields__}
        if not await _ADD.run(tx, now=now, **fields):
            return False
        await self.set_roles(tx, row.id, role_ids)
        return True

    async def save(self, tx: Tx, row: OperatorRow) -> None:
        fields = {name: getattr(row, name) for name in row.__struct_fields__ if name != "username"}
        await _SAVE.run(tx, **fields)

    async def set_roles(self, tx: Tx, operator_id: OperatorId, role_ids: Sequence[UUID]) -> bool:
        await _DROP_ROLES.run(tx, operator_id=operator_id)
        wanted = list(set(role_ids))
        return await _ADD_ROLES.run(tx, operator_id=operator_id, role_ids=wanted) == len(wanted)

    async def owners_left(self, tx: Tx) -> int:
        return int(await _OWNERS.value(tx))

    async def open_session(self, tx: Tx, session: NewSession) -> None:
        await _OPEN.run(tx, **{name: getattr(session, name) for name in session.__struct_fields__})

    async def session_actor(self, tx: Tx, token_hash: bytes, now: datetime, idle_since: datetime) -> Actor | None:
        row = await _ACTOR.one(tx, token_hash=token_hash, now=now, idle_since=idle_since)
        return Actor(OperatorId(row["id"]), row["name"], frozenset(row["permissions"]), "") if row else None

    async def close_session(self, tx: Tx, token_hash: bytes) -> None:
        await _CLOSE.run(tx, token_hash=token_hash)

    async def close_own_session(self, tx: Tx, operator_id: OperatorId, session_id: UUID) -> bool:
        return await _CLOSE_OWN.run(tx, id=session_id, operator_id=operator_id) == 1

    async def close_all(self, tx: Tx, operator_id: OperatorId, but: bytes | None) -> None:
        await _CLOSE_ALL.run(tx, operator_id=operator_id, but=but)

    async def failures(self, tx: Tx, keys: Sequence[str], since: datetime) -> int:
        return int(await _FAILURES.value(tx, keys=list(keys), since=since))

    async def fail(self, tx: Tx, keys: Sequence[str], now: datetime) -> None:
        await _FAIL.run(tx, keys=list(keys), now=now)

    async def forgive(self, tx: Tx, keys: Sequence[str]) -> None:
        await _FORGIVE.run(tx, keys=list(keys))


_ADD_ROLE = Statement(
    text(
        "insert into governance.role (id, name, permissions, built_in) values (:id, :name, :permissions, :built_in)"
        " on conflict (name) do nothing"
    )
)
_SAVE_ROLE = Statement(
    text(
        "update governance.role r set name = :name, permissions = :permissions where id = :id and not built_in"
        " and not exists (select 1 from governance.role o where o.name = :name and o.id <> r.id)"
    )
)
_DELETE_ROLE = Statement(
    text(
        "delete from governance.role r where id = :id and not built_in"
        " and not exists (select 1 from governance.operator_role j where j.role_id = r.id)"
    )
)
_ENSURE_ROLE = Statement(
    text(
        "insert into governance.role (id, name, permissions, built_in) values (:id, :name, :permissions, true)"
        " on conflict (name) do update set permissions = excluded.permissions, built_in = true returning id"
    )
)


class PostgresRoleStore:
    """Implements `ports.governance.store.RoleStore`."""

    async def add(self, tx: Tx, role: Role) -> bool:
        added = await _ADD_ROLE.run(
            tx, id=role.id, name=role.name, permissions=list(role.permissions), built_in=role.built_in
        )
        return added == 1

    async def save(self, tx: Tx, role: Role) -> bool:
        return await _SAVE_ROLE.run(tx, id=role.id, name=role.name, permissions=list(role.permissions)) == 1

    async def delete(self, tx: Tx, role_id: UUID) -> bool:
        return await _DELETE_ROLE.run(tx, id=role_id) == 1

    async def ensure_built_in(self, tx: Tx, role: Role) -> UUID:
        found: UUID = await _ENSURE_ROLE.value(tx, id=role.id, name=role.name, permissions=list(role.permissions))
        return found
