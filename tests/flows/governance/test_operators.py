"""Operators over PostgreSQL: sign-in, one-time codes, throttling, roles, the audit chain."""

import secrets
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
from msgspec.structs import replace
from sqlalchemy import text

from adapters.crypto.field_cipher import KeyedFieldCipher
from adapters.postgres.governance_audit import PostgresAuditStore
from adapters.postgres.governance_operators import PostgresOperatorStore, PostgresRoleStore
from adapters.postgres.governance_views import PostgresGovernanceViews
from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.system import SystemClock, SystemRng, Uuid7
from domain.governance.audit import Audit
from domain.governance.operators import LastOwner, OperatorDraft, Operators, UsernameTaken
from domain.governance.own_account import OwnAccount, WrongPassword
from domain.governance.permissions import CODES
from domain.governance.sign_in import BadCredentials, OperatorSignIn, SignInAttempt, Throttled, TotpRequired
from ports.governance.api import Actor, AuditEntry, PermissionMissing
from ports.governance.views import AuditFilter
from ports.kernel import OperatorId
from tests.flows.conftest import Told

PASSWORD = "warm-grain-2026"


class Desk:
    """Governance with its real stores, and one owner."""

    def __init__(self, uow: PostgresUnitOfWork, cipher: KeyedFieldCipher, clock: SystemClock, ids: Uuid7) -> None:
        self.told = Told()
        views, self.store = PostgresGovernanceViews(), PostgresOperatorStore()
        self.uow = uow
        self.clock = clock
        self.audit = Audit(uow, PostgresAuditStore(), views, (clock, ids))
        system, told = (clock, ids, SystemRng()), (self.audit, self.told)
        self.operators = Operators(uow, (self.store, PostgresRoleStore(), views), told, system)
        self.sign_in = OperatorSignIn(uow, (self.store, views), told, cipher, system)
        self.account = OwnAccount(uow, (self.store, views), told, cipher, clock)
        self.username = f"owner-{secrets.token_hex(4)}"
        self.ip = f"10.0.{secrets.randbelow(256)}.{secrets.randbelow(256)}"

    async def owner(self) -> Actor:
        found = await self.operators.ensure(self.username, "周小满", "店主", PASSWORD)
        assert found is not None
        return Actor(found, "周小满", CODES, self.ip)

    def attempt(self, password: str = PASSWORD, totp: str | None = None) -> SignInAttempt:
        return SignInAttempt(self.username, password, totp, self.ip, "test")


@pytest.fixture
def desk(uow: PostgresUnitOfWork, cipher: KeyedFieldCipher, clock: SystemClock, ids: Uuid7) -> Desk:
    return Desk(uow, cipher, clock, ids)


async def test_right_password_opens_a_session_with_the_permissions_of_the_role(desk: Desk) -> None:
    await desk.owner()
    session = await desk.sign_in.sign_in(desk.attempt())
    actor = await desk.sign_in.session_actor(session.token)
    assert actor is not None
    assert actor.permissions == CODES
    await desk.sign_in.sign_out(session.token)
    assert await desk.sign_in.session_actor(session.token) is None


async def test_five_failures_wait(desk: Desk) -> None:
    await desk.owner()
    for _ in range(5):
        with pytest.raises(BadCredentials):
            await desk.sign_in.sign_in(desk.attempt("wrong"))
    with pytest.raises(Throttled):
        await desk.sign_in.sign_in(desk.attempt())


async def test_one_time_code_serves_once(desk: Desk) -> None:
    actor = await desk.owner()
    setup = await desk.account.set_up_totp(actor)
    now = desk.clock.now()
    totp = pyotp.TOTP(setup.secret)
    await desk.account.confirm_totp(actor, totp.at(now - timedelta(seconds=30)))
    with pytest.raises(TotpRequired):
        await desk.sign_in.sign_in(desk.attempt())
    code = totp.at(now)
    assert (await desk.sign_in.sign_in(desk.attempt(totp=code))).operator.totp_enabled
    with pytest.raises(BadCredentials):
        await desk.sign_in.sign_in(desk.attempt(totp=code))


async def test_temporary_password_opens_nothing_until_it_is_changed(desk: Desk) -> None:
    owner = await desk.owner()
    roles = await desk.operators.roles(owner)
    username = f"guide-{secrets.token_hex(4)}"
    made = await desk.operators.create(owner, username, OperatorDraft("林小禾", [roles.items[0].id]))
    attempt = SignInAttempt(username, made.temporary_password, None, desk.ip, "test")
    session = await desk.sign_in.sign_in(attempt)
    actor = await desk.sign_in.session_actor(session.token)
    assert actor is not None
    assert session.operator.must_change_password
    assert actor.permissions == frozenset()
    with pytest.raises(WrongPassword):
        await desk.account.change_password(actor, session.token, "nope", "another-word-9")
    await desk.account.change_password(actor, session.token, made.temporary_password, "another-word-9")
    after = await desk.sign_in.session_actor(session.token)
    assert after is not None
    assert after.permissions
    with pytest.raises(UsernameTaken):
        await desk.operators.create(owner, username, OperatorDraft("另一人", []))


async def test_who_may_not_manage_changes_nothing(desk: Desk) -> None:
    owner = await desk.owner()
    before = len((await desk.operators.all(owner)).items)
    with pytest.raises(PermissionMissing):
        await desk.operators.create(replace(owner, permissions=frozenset()), "intruder", OperatorDraft("某人", []))
    assert len((await desk.operators.all(owner)).items) == before


async def test_last_owner_stays(desk: Desk, fresh_database_url: str, cipher: KeyedFieldCipher) -> None:
    from adapters.postgres.database import Database

    database = Database(fresh_database_url)
    alone = Desk(PostgresUnitOfWork(database, {}, _Silent(), desk.clock, Uuid7()), cipher, desk.clock, Uuid7())
    owner = await alone.owner()
    with pytest.raises(LastOwner):
        await alone.operators.change(owner, owner.id, OperatorDraft("周小满", [], "active"))
    assert (await alone.operators.all(owner)).items[0].roles
    await database.close()


class _Silent:
    def wake(self, due: object) -> None:
        """Nobody listens."""


_TAMPER = Statement(text("update governance.audit set detail = 'changed' where id = :id"))


async def test_audit_chain_shows_a_changed_entry(desk: Desk, fresh_database_url: str, cipher: KeyedFieldCipher) -> None:
    from adapters.postgres.database import Database

    database = Database(fresh_database_url)
    other = Desk(PostgresUnitOfWork(database, {}, _Silent(), desk.clock, Uuid7()), cipher, desk.clock, Uuid7())
    actor = Actor(OperatorId(UUID(int=1)), "周小满", CODES, "127.0.0.1")
    for number in range(5):
        async with other.uow.begin() as tx:
            await other.audit.record(tx, AuditEntry(actor, "orders.unmask", f"订单 {number}", reason="核对地址"))
    check = await other.audit.verify()
    assert (check.intact, check.entries) == (True, 5)
    third = (await other.audit.entries(AuditFilter(), None, 20)).items[2]
    async with other.uow.begin() as tx:
        assert await _TAMPER.run(tx, id=third.id) == 1
    broken = await other.audit.verify()
    assert (broken.intact, broken.first_broken_id) == (False, third.id)
    await database.close()
