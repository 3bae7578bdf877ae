"""Governance, as other modules see it: who acts, and the audit trail."""

from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import DomainError, OperatorId, Tx


class Actor(Struct, frozen=True):
    """An operator in a request. `permissions` are codes such as `orders.write`."""

    id: OperatorId
    name: str
    permissions: frozenset[str]
    ip: str

    def require(self, permission: str) -> None:
        if permission not in self.permissions:
            raise PermissionMissing(field=permission)

    def require_any(self, *permissions: str) -> None:
        """One of them is enough."""
        if self.permissions.isdisjoint(permissions):
            raise PermissionMissing(field=permissions[0])


class PermissionMissing(DomainError):
    code = "governance.permission_missing"
    kind = "forbidden"
    message = "您没有这项操作的权限，请联系管理员"


class AuditEntry(Struct, frozen=True):
    """`action` such as `orders.unmask`; `target` names the thing as a person knows it (an order number)."""

    actor: Actor
    action: str
    target: str
    target_id: UUID | None = None
    reason: str | None = None
    detail: str = ""


class AuditApi(Protocol):
    async def record(self, tx: Tx, entry: AuditEntry) -> None:
        """Appends to the hash chain, in the caller's transaction."""
