"""Changing the key of personal data while the shop runs, and what is rebuilt when Valkey was lost."""

import asyncio
import importlib
import os
import pkgutil
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import LargeBinary

import adapters.postgres.tables
from adapters.crypto.field_cipher import Key, KeyedFieldCipher
from adapters.postgres.sealed_columns import SEALED
from adapters.postgres.tables.metadata import metadata
from app.rebuild import rebuild
from app.rekey import BATCH_SIZE, Rekeyed, Rekeying
from app.settings import load_settings
from app.wiring import Built, build
from ports.members.jobs import SendMessage

OLD, NEW = Key("old", "sm4-gcm", bytes(range(16))), Key("new", "aes-256-gcm", bytes(range(32)))
INDEX_KEY = bytes(32)
# Binary, but nothing that a key of ours opens.
NOT_SEALED = {
    "community.follow.digest",
    "community.guide_login.secret_hash",
    "community.guide_login.state_hash",
    "community.guide_session.token_hash",
    "members.member.phone_index",
    "members.session.token_hash",
    "members.identity.phone_index",
    "members.card_code.code_hash",
    "commerce.order.phone_index",
    "governance.session.token_hash",
    "kernel.inbox.body",
    "kernel.idempotency.request_hash",
    "kernel.idempotency.body",
    "governance.audit.hash",
    "governance.audit.previous",
    "governance.audit_head.hash",
    "commerce.media.sha256",
}
_PEOPLE = """
insert into members.member (id, openid, nickname, phone_sealed, phone_index, session_key_sealed, level_code, joined_at)
select id, id::text, '小满', phone, index, null, (select code from members.level limit 1), now()
from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as given (id, phone, index)
"""
for _module in pkgutil.iter_modules(adapters.postgres.tables.__path__):
    importlib.import_module(f"{adapters.postgres.tables.__name__}.{_module.name}")


@pytest.fixture
async def built(fresh_database_url: str, valkey_url: str, tmp_path: Path) -> AsyncIterator[Built]:
    environ = {
        "SIYU_MODE": "test",
        "SIYU_HOME": str(tmp_path),
        "SIYU_DATABASE_URL": fresh_database_url,
        "SIYU_VALKEY_URL": valkey_url,
    }
    built = build(load_settings(environ))
    yield built
    await built.database.close()
    await built.valkey.aclose()


async def _people(built: Built, count: int) -> dict[object, str]:
    """Members sealed with the old key; their phones by id."""
    old = KeyedFieldCipher([OLD], INDEX_KEY)
    phones = {uuid4(): f"1600{number:07}" for number in range(count)}
    pool = await built.database.pool()
    sealed = [old.encrypt(phone) for phone in phones.values()]
    await pool.execute(_PEOPLE, list(phones), sealed, [old.blind_index(phone) for phone in phones.values()])
    return phones


def _rekeying(built: Built, *keys: Key) -> Rekeying:
    return Rekeying(built.services.uow, built.sealed_columns, KeyedFieldCipher(keys, INDEX_KEY))


async def _sealed(built: Built) -> list[tuple[object, bytes, bytes]]:
    pool = await built.database.pool()
    rows = await pool.fetch("select id, phone_sealed, phone_index from members.member")
    return [(row[0], row[1], row[2]) for row in rows]


def _phones(found: list[Rekeyed]) -> Rekeyed:
    return next(one for one in found if one.column == "members.member.phone_sealed")


def test_every_binary_column_is_known_to_be_sealed_or_not() -> None:
    binary = {
        f"{table.schema}.{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert binary == {".".join(place) for place in SEALED} | NOT_SEALED


async def test_everything_is_sealed_anew_and_found_as_before(built: Built) -> None:
    count = BATCH_SIZE + 30
    phones = await _people(built, count)
    before = {row[0]: row[2] for row in await _sealed(built)}
    assert _phones(await _rekeying(built, NEW, OLD).all()) == Rekeyed("members.member.phone_sealed", count, 0)
    new = KeyedFieldCipher([NEW], INDEX_KEY)
    rows = await _sealed(built)
    assert {row[0]: new.decrypt(row[1]) for row in rows} == phones
    assert {row[0]: row[2] for row in rows} == before
    assert _phones(await _rekeying(built, NEW, OLD).all()).replaced == 0


async def test_what_cannot_be_opened_is_left_and_told(built: Built) -> None:
    await _people(built, 3)
    before = sorted(await _sealed(built), key=str)
    assert _phones(await _rekeying(built, NEW).all()) == Rekeyed("members.member.phone_sealed", 0, 3)
    assert sorted(await _sealed(built), key=str) == before


async def test_a_change_that_comes_between_is_not_undone(built: Built) -> None:
    """Shoppers go on changing their phones: no newer text is replaced by the older one, and none keeps the old key."""
    phones = await _people(built, 300)
    old, new = KeyedFieldCipher([OLD], INDEX_KEY), KeyedFieldCipher([NEW, OLD], INDEX_KEY)
    pool = await built.database.pool()
    changed: dict[object, str] = {}

    async def go_on() -> None:
        for number, member_id in enumerate(list(phones)[:200]):
            changed[member_id] = f"1699{number:07}"
            # Some servers have not been restarted yet and still seal with the old key.
            sealed = (new if number % 2 else old).encrypt(changed[member_id])
            await pool.execute("update members.member set phone_sealed = $2 where id = $1", member_id, sealed)

    await asyncio.gather(go_on(), _rekeying(built, NEW, OLD).all(), _rekeying(built, NEW, OLD).all())
    assert {row[0]: new.decrypt(row[1]) for row in await _sealed(built)} == phones | changed
    await _rekeying(built, NEW, OLD).all()
    alone = KeyedFieldCipher([NEW], INDEX_KEY)
    assert {row[0]: alone.decrypt(row[1]) for row in await _sealed(built)} == phones | changed


async def test_lost_messages_are_told_again(built: Built) -> None:
    """Valkey was emptied: what is due is told to the workers, once for each row, and nothing else is changed."""
    await built.valkey.flushdb()
    async with built.services.uow.begin() as tx:
        for _ in range(120):
            tx.enqueue(SendMessage(uuid4()))
        tx.enqueue(SendMessage(uuid4()), due_at=built.clock.now().replace(year=2099))
    await asyncio.sleep(0.2)
    await built.valkey.flushdb()
    pool = await built.database.pool()
    before = await pool.fetch("select * from kernel.delivery order by id")
    done = await rebuild(built)
    assert (done.woken, done.waiting) == (120, 1)
    assert await built.valkey.llen("dramatiq:default") == 3
    assert await pool.fetch("select * from kernel.delivery order by id") == before


def test_both_are_commands() -> None:
    from app.cli import COMMANDS, _load

    assert callable(_load(COMMANDS["rekey"].target))
    assert callable(_load(COMMANDS["rebuild"].target))
    assert os.environ.get("SIYU_FIELD_KEYS") is None
