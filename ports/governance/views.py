"""What the admin reads of governance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import OperatorId, Page, Tx


class RoleName(Struct, frozen=True):
    id: UUID
    name: str


class OperatorView(Struct, frozen=True, rename="camel"):
    id: OperatorId
    username: str
    name: str
    roles: tuple[RoleName, ...]
    permissions: tuple[str, ...]
    totp_enabled: bool
    must_change_password: bool


class OperatorListItem(Struct, frozen=True, rename="camel"):
    id: OperatorId
    username: str
    name: str
    roles: tuple[RoleName, ...]
    permissions: tuple[str, ...]
    totp_enabled: bool
    must_change_password: bool
    status: str
    last_login_at: datetime | None


class OperatorList(Struct, frozen=True):
    items: Sequence[OperatorListItem]


class OperatorSession(Struct, frozen=True, rename="camel"):
    token: str
    expires_at: datetime
    operator: OperatorView


class NewOperator(Struct, frozen=True, rename="camel"):
    """The temporary password is shown once."""

    operator: OperatorView
    temporary_password: str


class TemporaryPassword(Struct, frozen=True, rename="camel"):
    temporary_password: str


class TotpSetup(Struct, frozen=True, rename="camel"):
    secret: str
    otpauth_uri: str


class SessionView(Struct, frozen=True, rename="camel"):
    id: UUID
    created_at: datetime
    last_seen_at: datetime
    ip: str
    user_agent: str
    current: bool


class SessionList(Struct, frozen=True):
    items: Sequence[SessionView]


class RoleView(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    permissions: tuple[str, ...]
    built_in: bool
    operator_count: int


class RoleList(Struct, frozen=True):
    items: Sequence[RoleView]


class PermissionView(Struct, frozen=True):
    code: str
    name: str
    group: str
    sensitive: bool


class PermissionList(Struct, frozen=True):
    items: Sequence[PermissionView]


class AuditView(Struct, frozen=True, rename="camel"):
    id: UUID
    at: datetime
    operator_name: str
    action: str
    action_text: str
    target: str
    reason: str | None
    ip: str
    detail: str


class AuditCheck(Struct, frozen=True, rename="camel"):
    intact: bool
    entries: int
    first_broken_id: UUID | None


class AuditFilter(Struct, frozen=True):
    operator_id: UUID | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class GovernanceViews(Protocol):
    async def operator(self, tx: Tx, operator_id: OperatorId) -> OperatorView | None: ...

    async def operators(self, tx: Tx) -> Sequence[OperatorListItem]: ...

    async def sessions(self, tx: Tx, operator_id: OperatorId, current: bytes) -> Sequence[SessionView]: ...

    async def roles(self, tx: Tx) -> Sequence[RoleView]: ...

    async def audit(self, tx: Tx, given: AuditFilter, cursor: str | None, limit: int) -> Page[AuditView]:
        """Newest first; `action_text` is left as the code (the service puts the words)."""
