"""What the admin reads of governance."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.governance.views import (
    AuditFilter,
    AuditView,
    OperatorListItem,
    OperatorView,
    RoleName,
    RoleView,
    SessionView,
)
from ports.kernel import OperatorId, Page, Tx

_OPERATORS = Statement(
    text(
        "select o.id, o.username, o.name, o.totp_enabled, o.must_change_password, o.status, o.last_login_at,"
        " coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name) order by r.name)"
        " filter (where r.id is not null), '[]') as roles,"
        " (select coalesce(array_agg(distinct p order by p), cast('{}' as text[])) from governance.operator_role j2"
        " join governance.role r2 on r2.id = j2.role_id cross join lateral unnest(r2.permissions) p"
        " where j2.operator_id = o.id) as permissions"
        " from governance.operator o left join governance.operator_role j on j.operator_id = o.id"
        " left join governance.role r on r.id = j.role_id"
        " where cast(:id as uuid) is null or o.id = :id group by o.id order by o.created_at"
    )
)
_SESSIONS = Statement(
    text(
        "select id, created_at, last_seen_at, ip, user_agent, token_hash = :current as current"
        " from governance.session where operator_id = :operator_id and expires_at > now() order by last_seen_at desc"
    )
)
_ROLES = Statement(
    text(
        "select r.id, r.name, r.permissions, r.built_in, count(j.operator_id) as operator_count"
        " from governance.role r left join governance.operator_role j on j.role_id = r.id"
        " group by r.id order by r.built_in desc, r.name"
    )
)
_AUDIT = Statement(
    text(
        "select id, at, operator_name, action, target, reason, ip, detail from governance.audit"
        " where (cast(:operator_id as uuid) is null or operator_id = :operator_id)"
        " and (cast(:action as text) is null or action = :action)"
        " and (cast(:since as timestamptz) is null or at >= :since)"
        " and (cast(:until as timestamptz) is null or at < :until)"
        " and (cast(:before as uuid) is null or id < :before) order by id desc limit :size"
    )
)
_roles = msgspec.json.Decoder(tuple[RoleName, ...])


def _operator(row: Any) -> dict[str, Any]:
    fields = dict(row)
    return fields | {"roles": _roles.decode(fields["roles"]), "permissions": tuple(fields["permissions"])}


class PostgresGovernanceViews:
    """Implements `ports.governance.views.GovernanceViews`."""

    async def operator(self, tx: Tx, operator_id: OperatorId) -> OperatorView | None:
        row = await _OPERATORS.one(tx, id=operator_id)
        if row is None:
            return None
        fields = _operator(row)
        return OperatorView(**{name: fields[name] for name in OperatorView.__struct_fields__})

    async def operators(self, tx: Tx) -> Sequence[OperatorListItem]:
        return [OperatorListItem(**_operator(row)) for row in await _OPERATORS.all(tx, id=None)]

    async def sessions(self, tx: Tx, operator_id: OperatorId, current: bytes) -> Sequence[SessionView]:
        return [SessionView(**row) for row in await _SESSIONS.all(tx, operator_id=operator_id, current=current)]

    async def roles(self, tx: Tx) -> Sequence[RoleView]:
        return [RoleView(**(dict(row) | {"permissions": tuple(row["permissions"])})) for row in await _ROLES.all(tx)]

    async def audit(self, tx: Tx, given: AuditFilter, cursor: str | None, limit: int) -> Page[AuditView]:
        rows = await _AUDIT.all(
            tx,
            operator_id=given.operator_id,
            action=given.action,
            since=given.since,
            until=given.until,
            before=decode_cursor(cursor, UUID) if cursor else None,
            size=limit + 1,
        )
        items = [AuditView(**row, action_text=row["action"]) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)
