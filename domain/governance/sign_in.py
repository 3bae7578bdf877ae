"""An operator signs in: password, then a one-time code; too many failures wait."""

import hashlib
from datetime import timedelta

import msgspec
import pyotp
from msgspec import Struct

from domain.governance.passwords import matches
from ports.cache import Invalidation, session_topic
from ports.crypto import FieldCipher
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.governance.store import NewSession, OperatorRow, OperatorStore
from ports.governance.views import GovernanceViews, OperatorSession, OperatorView, SessionList
from ports.kernel import Clock, DomainError, Ids, NotFound, OperatorId, Rng, Tx, UnitOfWork

SESSION_LASTS = timedelta(hours=12)
IDLE_MAX = timedelta(hours=2)
FAILURES_MAX = 5
FAILURE_WINDOW = timedelta(minutes=15)
TOTP_STEP_SECONDS = 30
TOKEN_BYTES = 32


class BadCredentials(DomainError):
    code = "governance.bad_credentials"
    kind = "unauthorised"
    message = "账号、密码或动态口令不正确"


class TotpRequired(DomainError):
    code = "governance.totp_required"
    kind = "unauthorised"
    message = "请输入动态口令"


class Throttled(DomainError):
    code = "governance.throttled"
    kind = "throttled"
    message = "登录失败次数过多，请 15 分钟后再试"


class SignInAttempt(Struct, frozen=True):
    username: str
    password: str
    totp: str | None
    ip: str
    user_agent: str


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def totp_step(secret: str, code: str, at: float, last_step: int) -> int | None:
    """The time step that the code belongs to (one step of drift either way), or None. A step serves once."""
    now_step = int(at) // TOTP_STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (now_step, now_step - 1, now_step + 1):
        if step > last_step and pyotp.utils.strings_equal(totp.generate_otp(step), code):
            return step
    return None


class OperatorSignIn:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[OperatorStore, GovernanceViews],
        told: tuple[AuditApi, Invalidation],
        cipher: FieldCipher,
        system: tuple[Clock, Ids, Rng],
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._audit, self._invalidation = told
        self._cipher = cipher
        self._clock, self._ids, self._rng = system

    async def sign_in(self, attempt: SignInAttempt) -> OperatorSession:
        """Raises BadCredentials, TotpRequired, Throttled. Failures count per account and per address."""
        keys = [f"user:{attempt.username.lower()}", f"ip:{attempt.ip}"]
        now = self._clock.now()
        async with self._uow.reading() as tx:
            if await self._store.failures(tx, keys, now - FAILURE_WINDOW) >= FAILURES_MAX:
                raise Throttled
            row = await self._store.by_username(tx, attempt.username.lower())
        right = await matches(row.password_hash if row else None, attempt.password)
        if row is None or not right or row.status != "active":
            await self._count_failure(keys)
            raise BadCredentials
        if row.totp_enabled and not attempt.totp:
            raise TotpRequired(field="totp")
        session = await self._open(row.id, attempt, keys)
        if session is None:
            await self._count_failure(keys)
            raise BadCredentials(field="totp")
        return session

    async def _open(self, operator_id: OperatorId, attempt: SignInAttempt, keys: list[str]) -> OperatorSession | None:
        """None: the one-time code is wrong or was used before."""
        token, now = self._rng.token(TOKEN_BYTES), self._clock.now()
        new = NewSession(
            id=self._ids.new(),
            token_hash=token_hash(token),
            operator_id=operator_id,
            now=now,
            expires_at=now + SESSION_LASTS,
            ip=attempt.ip,
            user_agent=attempt.user_agent[:200],
        )
        async with self._uow.begin() as tx:
            row = await self._store.lock(tx, operator_id)
            if row is None or row.status != "active":
                return None
            if row.totp_enabled:
                step = self._step(row, attempt.totp or "")
                if step is None:
                    return None
                await self._store.save(tx, msgspec.structs.replace(row, totp_step=step))
            await self._store.forgive(tx, keys)
            await self._store.open_session(tx, new)
            actor = Actor(operator_id, row.name, frozenset(), attempt.ip)
            await self._audit.record(tx, AuditEntry(actor, "session.open", row.username, operator_id))
            view = await self._view(tx, operator_id)
        return OperatorSession(token, new.expires_at, view)

    def _step(self, row: OperatorRow, code: str) -> int | None:
        assert row.totp_sealed is not None
        secret = self._cipher.decrypt(row.totp_sealed)
        return totp_step(secret, code, self._clock.now().timestamp(), row.totp_step)

    async def _count_failure(self, keys: list[str]) -> None:
        async with self._uow.begin() as tx:
            await self._store.fail(tx, keys, self._clock.now())

    async def session_actor(self, token: str) -> Actor | None:
        now = self._clock.now()
        async with self._uow.reading() as tx:
            return await self._store.session_actor(tx, token_hash(token), now, now - IDLE_MAX)

    async def current(self, actor: Actor) -> OperatorView:
        async with self._uow.reading() as tx:
            return await self._view(tx, actor.id)

    async def sessions(self, actor: Actor, token: str) -> SessionList:
        async with self._uow.reading() as tx:
            return SessionList(await self._views.sessions(tx, actor.id, token_hash(token)))

    async def sign_out(self, token: str) -> None:
        async with self._uow.begin() as tx:
            await self._store.close_session(tx, token_hash(token))
        await self._invalidation.changed([session_topic(token)])

    async def _view(self, tx: Tx, operator_id: OperatorId) -> OperatorView:
        view = await self._views.operator(tx, operator_id)
        if view is None:
            raise NotFound
        return view
