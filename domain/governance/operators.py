"""Operators and roles, managed by those who may."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.governance.passwords import hashed
from domain.governance.permissions import BUILT_IN_ROLES, CODES, PERMISSIONS
from ports.cache import OPERATORS, Invalidation, operator_topic
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.governance.store import OperatorRow, OperatorStore, Role, RoleStore, Status
from ports.governance.views import (
    GovernanceViews,
    NewOperator,
    OperatorList,
    OperatorView,
    PermissionList,
    PermissionView,
    RoleList,
    RoleView,
    TemporaryPassword,
)
from ports.kernel import Clock, DomainError, Ids, Invalid, NotFound, OperatorId, Rng, Tx, UnitOfWork

TEMPORARY_PASSWORD_BYTES = 12
MANAGE = "operators.manage"
OWNER_ROLE = "店主"
CONSOLE = "命令行"


class UsernameTaken(DomainError):
    code = "governance.username_taken"
    message = "这个用户名已经有人用了"


class RoleNameTaken(DomainError):
    code = "governance.role_name_taken"
    message = "角色不存在、不能修改，或名称重复"


class RoleInUse(DomainError):
    code = "governance.role_in_use"
    message = "内置角色和仍有人使用的角色不能删除"


class LastOwner(DomainError):
    code = "governance.last_owner"
    message = "至少要保留一名能管理操作员的人"


class OwnerExists(DomainError):
    code = "governance.owner_exists"
    message = "已经有能管理操作员的人：请由其新建操作员，或用 --reset 用户名 重置密码"


class OperatorDisabled(DomainError):
    code = "governance.operator_disabled"
    message = "这个操作员已停用：请由能管理操作员的人先启用"


class OperatorDraft(Struct, frozen=True):
    name: str
    role_ids: Sequence[UUID]
    status: Status = "active"


class Operators:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[OperatorStore, RoleStore, GovernanceViews],
        told: tuple[AuditApi, Invalidation],
        system: tuple[Clock, Ids, Rng],
    ) -> None:
        self._uow = uow
        self._store, self._roles, self._views = stores
        self._audit, self._invalidation = told
        self._clock, self._ids, self._rng = system

    async def all(self, actor: Actor) -> OperatorList:
        actor.require(MANAGE)
        async with self._uow.reading() as tx:
            return OperatorList(await self._views.operators(tx))

    async def create(self, actor: Actor, username: str, draft: OperatorDraft) -> NewOperator:
        """The new operator must change the temporary password. Raises UsernameTaken, Invalid."""
        actor.require(MANAGE)
        password = self._rng.token(TEMPORARY_PASSWORD_BYTES)
        row = await self._row(username, draft.name, password, must_change=True)
        async with self._uow.begin() as tx:
            if not await self._store.add(tx, row, draft.role_ids, self._clock.now()):
                raise UsernameTaken(field="username")
            await self._audit.record(tx, AuditEntry(actor, "operator.create", row.username, row.id))
            return NewOperator(await self._view(tx, row.id), password)

    async def change(self, actor: Actor, operator_id: OperatorId, draft: OperatorDraft) -> OperatorView:
        """A disabled operator's sessions end. Raises NotFound, LastOwner, Invalid."""
        actor.require(MANAGE)
        async with self._uow.begin() as tx:
            row = await self._lock(tx, operator_id)
            await self._store.save(tx, msgspec.structs.replace(row, name=draft.name, status=draft.status))
            if not await self._store.set_roles(tx, operator_id, draft.role_ids):
                raise Invalid("角色不存在", field="roleIds")
            if await self._store.owners_left(tx) == 0:
                raise LastOwner
            if draft.status == "disabled":
                await self._store.close_all(tx, operator_id, but=None)
            await self._audit.record(
                tx, AuditEntry(actor, "operator.change", row.username, row.id, detail=draft.status)
            )
            view = await self._view(tx, operator_id)
        await self._invalidation.changed([operator_topic(operator_id)])
        return view

    async def reset(self, actor: Actor, operator_id: OperatorId) -> TemporaryPassword:
        """A new temporary password, one-time codes off, sessions ended: for someone who lost the phone."""
        actor.require(MANAGE)
        return await self._reset(operator_id, actor)

    async def found(self, username: str, name: str) -> NewOperator:
        """The first operator, made by whoever runs the machine. Raises OwnerExists, UsernameTaken."""
        await self.ensure_built_in_roles()
        password = self._rng.token(TEMPORARY_PASSWORD_BYTES)
        row = await self._row(username, name, password, must_change=True)
        async with self._uow.begin() as tx:
            # Writing the role locks it: of two who come at once the second one sees the first one's operator.
            role_id = await self._roles.ensure_built_in(tx, self._built_in(OWNER_ROLE))
            if await self._store.owners_left(tx):
                raise OwnerExists
            if not await self._store.add(tx, row, [role_id], self._clock.now()):
                raise UsernameTaken
            await self._audit.record(tx, AuditEntry(_console(row.id), "operator.create", row.username, row.id))
            return NewOperator(await self._view(tx, row.id), password)

    async def reset_from_console(self, username: str) -> TemporaryPassword:
        """As `reset`, by whoever runs the machine; earlier failures to sign in no longer count. Raises NotFound."""
        async with self._uow.begin() as tx:
            row = await self._store.by_username(tx, username)
            if row is None:
                raise NotFound("没有这个用户名的操作员")
            if row.status != "active":
                raise OperatorDisabled
            await self._store.forgive(tx, [f"user:{username}"])
        return await self._reset(row.id, _console(row.id))

    async def ensure(self, username: str, name: str, role: str, password: str) -> OperatorId | None:
        """For the set-up of a shop: an operator with a built-in role and a known password; None if it exists."""
        row = await self._row(username, name, password, must_change=False)
        async with self._uow.begin() as tx:
            role_id = await self._roles.ensure_built_in(tx, self._built_in(role))
            added = await self._store.add(tx, row, [role_id], self._clock.now())
        return row.id if added else None

    async def ensure_built_in_roles(self) -> None:
        async with self._uow.begin() as tx:
            for name in BUILT_IN_ROLES:
                await self._roles.ensure_built_in(tx, self._built_in(name))

    async def roles(self, actor: Actor) -> RoleList:
        actor.require(MANAGE)
        async with self._uow.reading() as tx:
            return RoleList(await self._views.roles(tx))

    async def create_role(self, actor: Actor, name: str, permissions: Sequence[str]) -> RoleView:
        """Raises RoleNameTaken, Invalid."""
        actor.require(MANAGE)
        role = Role(self._ids.new(), name, _known(permissions), built_in=False)
        async with self._uow.begin() as tx:
            if not await self._roles.add(tx, role):
                raise RoleNameTaken(field="name")
            await self._audit.record(tx, AuditEntry(actor, "role.create", name, role.id))
            return await self._role_view(tx, role.id)

    async def change_role(self, actor: Actor, role_id: UUID, name: str, permissions: Sequence[str]) -> RoleView:
        """Raises RoleNameTaken, LastOwner, Invalid."""
        actor.require(MANAGE)
        role = Role(role_id, name, _known(permissions), built_in=False)
        async with self._uow.begin() as tx:
            if not await self._roles.save(tx, role):
                raise RoleNameTaken(field="name")
            if await self._store.owners_left(tx) == 0:
                raise LastOwner
            await self._audit.record(tx, AuditEntry(actor, "role.change", name, role_id))
            view = await self._role_view(tx, role_id)
        await self._invalidation.changed([OPERATORS])
        return view

    async def delete_role(self, actor: Actor, role_id: UUID) -> None:
        """Raises RoleInUse."""
        actor.require(MANAGE)
        async with self._uow.begin() as tx:
            if not await self._roles.delete(tx, role_id):
                raise RoleInUse
            await self._audit.record(tx, AuditEntry(actor, "role.delete", str(role_id), role_id))

    def permissions(self) -> PermissionList:
        return PermissionList([PermissionView(p.code, p.name, p.group, p.sensitive) for p in PERMISSIONS])

    async def _reset(self, operator_id: OperatorId, by: Actor) -> TemporaryPassword:
        password = self._rng.token(TEMPORARY_PASSWORD_BYTES)
        fresh = await hashed(password)
        async with self._uow.begin() as tx:
            row = await self._lock(tx, operator_id)
            after = msgspec.structs.replace(
                row, password_hash=fresh, must_change_password=True, totp_enabled=False, totp_sealed=None
            )
            await self._store.save(tx, after)
            await self._store.close_all(tx, operator_id, but=None)
            await self._audit.record(tx, AuditEntry(by, "operator.reset", row.username, row.id))
        await self._invalidation.changed([operator_topic(operator_id)])
        return TemporaryPassword(password)

    def _built_in(self, name: str) -> Role:
        return Role(self._ids.new(), name, tuple(sorted(BUILT_IN_ROLES[name])), built_in=True)

    async def _row(self, username: str, name: str, password: str, *, must_change: bool) -> OperatorRow:
        return OperatorRow(
            id=OperatorId(self._ids.new()),
            username=username.lower(),
            name=name,
            password_hash=await hashed(password),
            totp_sealed=None,
            totp_enabled=False,
            totp_step=0,
            status="active",
            must_change_password=must_change,
        )

    async def _lock(self, tx: Tx, operator_id: OperatorId) -> OperatorRow:
        row = await self._store.lock(tx, operator_id)
        if row is None:
            raise NotFound
        return row

    async def _view(self, tx: Tx, operator_id: OperatorId) -> OperatorView:
        view = await self._views.operator(tx, operator_id)
        if view is None:
            raise NotFound
        return view

    async def _role_view(self, tx: Tx, role_id: UUID) -> RoleView:
        return next(role for role in await self._views.roles(tx) if role.id == role_id)


def _console(operator_id: OperatorId) -> Actor:
    """Stands in the audit for whoever runs `siyu operator`: no operator did it."""
    return Actor(operator_id, CONSOLE, frozenset(), "")


def _known(permissions: Sequence[str]) -> tuple[str, ...]:
    if not set(permissions) <= CODES:
        raise Invalid("有不认识的权限", field="permissions")
    return tuple(sorted(set(permissions)))
