"""Rows of governance and what the module asks of its stores."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.governance.api import Actor
from ports.kernel import OperatorId, Tx

Status = Literal["active", "disabled"]


class OperatorRow(Struct, frozen=True):
    """`totp_sealed` is set from set-up on; it counts only when `totp_enabled`. `totp_step` is the last one used."""

    id: OperatorId
    username: str
    name: str
    password_hash: str
    totp_sealed: bytes | None
    totp_enabled: bool
    totp_step: int
    status: Status
    must_change_password: bool


class NewSession(Struct, frozen=True):
    id: UUID
    token_hash: bytes
    operator_id: OperatorId
    now: datetime
    expires_at: datetime
    ip: str
    user_agent: str


class Role(Struct, frozen=True):
    id: UUID
    name: str
    permissions: tuple[str, ...]
    built_in: bool


class OperatorStore(Protocol):
    async def by_username(self, tx: Tx, username: str) -> OperatorRow | None: ...

    async def lock(self, tx: Tx, operator_id: OperatorId) -> OperatorRow | None: ...

    async def add(self, tx: Tx, row: OperatorRow, role_ids: Sequence[UUID], now: datetime) -> bool:
        """False: the username is taken."""

    async def save(self, tx: Tx, row: OperatorRow) -> None: ...

    async def set_roles(self, tx: Tx, operator_id: OperatorId, role_ids: Sequence[UUID]) -> bool:
        """False: a role does not exist."""

    async def owners_left(self, tx: Tx) -> int:
        """Active operators who may manage operators; locks against two who remove each other at once."""

    async def open_session(self, tx: Tx, session: NewSession) -> None: ...

    async def session_actor(self, tx: Tx, token_hash: bytes, now: datetime, idle_since: datetime) -> Actor | None:
        """The operator behind a live session (`ip` is left empty), and marks it as seen."""

    async def close_session(self, tx: Tx, token_hash: bytes) -> None: ...

    async def close_own_session(self, tx: Tx, operator_id: OperatorId, session_id: UUID) -> bool: ...

    async def close_all(self, tx: Tx, operator_id: OperatorId, but: bytes | None) -> None: ...

    async def failures(self, tx: Tx, keys: Sequence[str], since: datetime) -> int:
        """The largest count of failed logins of any of the keys."""

    async def fail(self, tx: Tx, keys: Sequence[str], now: datetime) -> None: ...

    async def forgive(self, tx: Tx, keys: Sequence[str]) -> None: ...


class RoleStore(Protocol):
    async def add(self, tx: Tx, role: Role) -> bool:
        """False: the name is taken."""

    async def save(self, tx: Tx, role: Role) -> bool:
        """False: no such custom role, or the name is taken."""

    async def delete(self, tx: Tx, role_id: UUID) -> bool:
        """False: no such custom role, or operators still have it."""

    async def ensure_built_in(self, tx: Tx, role: Role) -> UUID:
        """Creates the built-in role or brings its permissions up to date; returns its id."""


class AuditRow(Struct, frozen=True):
    """`hash` = SHA-256 over the previous hash and every other field, in this order."""

    id: UUID
    at: datetime
    operator_id: OperatorId
    operator_name: str
    action: str
    target: str
    target_id: UUID | None
    reason: str | None
    ip: str
    detail: str
    previous: bytes
    hash: bytes


class AuditStore(Protocol):
    async def lock_head(self, tx: Tx) -> bytes:
        """The hash of the newest entry; one appender at a time."""

    async def append(self, tx: Tx, row: AuditRow) -> None: ...

    async def chain(self, tx: Tx, after: UUID | None, limit: int) -> Sequence[AuditRow]:
        """Entries in the order of their writing."""

    async def head(self, tx: Tx) -> bytes: ...
