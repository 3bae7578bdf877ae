"""What an operator does with the own account: password, one-time codes, sessions."""

from uuid import UUID

import msgspec
import pyotp

from domain.governance.passwords import LENGTH_MIN, hashed, is_weak, matches
from domain.governance.sign_in import token_hash, totp_step
from ports.cache import Invalidation, operator_topic
from ports.crypto import FieldCipher
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.governance.store import OperatorRow, OperatorStore
from ports.governance.views import GovernanceViews, OperatorView, TotpSetup
from ports.kernel import Clock, DomainError, Invalid, NotFound, Tx, UnitOfWork

ISSUER = "Siyu"


class WrongPassword(DomainError):
    code = "governance.wrong_password"
    kind = "invalid"
    message = "当前密码不正确"


class WrongTotp(DomainError):
    code = "governance.wrong_totp"
    kind = "invalid"
    message = "动态口令不正确，请核对手机时间后再试"


class OwnAccount:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[OperatorStore, GovernanceViews],
        told: tuple[AuditApi, Invalidation],
        cipher: FieldCipher,
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._audit, self._invalidation = told
        self._cipher = cipher
        self._clock = clock

    async def set_up_totp(self, actor: Actor) -> TotpSetup:
        """A new secret; it counts from its first right code on. Raises when one-time codes are on already."""
        secret = pyotp.random_base32()
        async with self._uow.begin() as tx:
            row = await self._lock(tx, actor)
            if row.totp_enabled:
                raise Invalid("动态口令已经开启，更换请联系管理员重置")
            await self._store.save(tx, msgspec.structs.replace(row, totp_sealed=self._cipher.encrypt(secret)))
        return TotpSetup(secret, pyotp.TOTP(secret).provisioning_uri(name=row.username, issuer_name=ISSUER))

    async def confirm_totp(self, actor: Actor, code: str) -> OperatorView:
        """Raises WrongTotp."""
        async with self._uow.begin() as tx:
            row = await self._lock(tx, actor)
            if row.totp_sealed is None:
                raise WrongTotp(field="code")
            secret = self._cipher.decrypt(row.totp_sealed)
            step = totp_step(secret, code, self._clock.now().timestamp(), row.totp_step)
            if step is None:
                raise WrongTotp(field="code")
            await self._store.save(tx, msgspec.structs.replace(row, totp_enabled=True, totp_step=step))
            await self._audit.record(tx, AuditEntry(actor, "totp.enable", row.username, row.id))
            return await self._view(tx, actor)

    async def change_password(self, actor: Actor, token: str, current: str, following: str) -> None:
        """Ends every other session of the operator. Raises WrongPassword, Invalid."""
        async with self._uow.reading() as tx:
            view = await self._view(tx, actor)
            known = await self._store.by_username(tx, view.username)
        if not await matches(known.password_hash if known else None, current):
            raise WrongPassword(field="current")
        if is_weak(following, view.username):
            raise Invalid(f"新密码至少 {LENGTH_MIN} 位，同时有字母和数字，且不含用户名", field="next")
        fresh = await hashed(following)
        async with self._uow.begin() as tx:
            row = await self._lock(tx, actor)
            await self._store.save(tx, msgspec.structs.replace(row, password_hash=fresh, must_change_password=False))
            await self._store.close_all(tx, actor.id, but=token_hash(token))
            await self._audit.record(tx, AuditEntry(actor, "password.change", row.username, row.id))
        await self._invalidation.changed([operator_topic(actor.id)])

    async def close_session(self, actor: Actor, session_id: UUID) -> None:
        """Raises NotFound for a session that is not the operator's own."""
        async with self._uow.begin() as tx:
            if not await self._store.close_own_session(tx, actor.id, session_id):
                raise NotFound
        await self._invalidation.changed([operator_topic(actor.id)])

    async def _lock(self, tx: Tx, actor: Actor) -> OperatorRow:
        row = await self._store.lock(tx, actor.id)
        if row is None:
            raise NotFound
        return row

    async def _view(self, tx: Tx, actor: Actor) -> OperatorView:
        view = await self._views.operator(tx, actor.id)
        if view is None:
            raise NotFound
        return view
