"""Members, sessions and addresses over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.api import Level, MemberCard
from ports.members.store import SealedAddress, SignedIn, SignIn

_SIGN_IN = Statement(
    text(
        "with m as (insert into members.member"
        " (id, openid, unionid, nickname, session_key_sealed, level_code, joined_at)"
        " values (:member_id, :openid, :unionid, :nickname, :session_key_sealed, 'bronze', :now)"
        " on conflict (openid) do update set session_key_sealed = excluded.session_key_sealed,"
        " unionid = coalesce(excluded.unionid, member.unionid) returning id, level_code, (xmax = 0) as is_new),"
        " s as (insert into members.session (token_hash, member_id, created_at, expires_at)"
        " select :token_hash, id, :now, :expires_at from m)"
        " select m.id, m.is_new, l.code, l.name, l.discount_percent, l.free_freight"
        " from m join members.level l on l.code = m.level_code"
    )
)
_SESSION = Statement(text("select member_id from members.session where token_hash = :token_hash and expires_at > :now"))
_SIGN_OUT = Statement(text("delete from members.session where token_hash = :token_hash"))
_FORGET = Statement(text("delete from members.session where expires_at < :now"))
_CARD = Statement(
    text(
        "select m.id, m.openid, m.nickname, l.code, l.name, l.discount_percent, l.free_freight"
        " from members.member m join members.level l on l.code = m.level_code where m.id = :member_id"
    )
)
_BUYER = Statement(
    text(
        "select m.id, m.openid, m.nickname, l.code, l.name, l.discount_percent, l.free_freight,"
        " a.id as address_id, a.sealed, a.tag, a.is_default"
        " from members.member m join members.level l on l.code = m.level_code"
        " left join members.address a on a.member_id = m.id"
        " and (a.id = :address_id or (cast(:address_id as uuid) is null and a.is_default))"
        " where m.id = :member_id"
    )
)
_SET_PHONE = Statement(
    text("update members.member set phone_sealed = :sealed, phone_index = :index where id = :member_id")
)
_SET_NICKNAME = Statement(text("update members.member set nickname = :nickname where id = :member_id"))
_SET_CONSENT = Statement(text("update members.member set privacy_version = :version where id = :member_id"))


class PostgresMemberStore:
    """Implements `ports.members.store.MemberStore`."""

    async def sign_in(self, tx: Tx, given: SignIn) -> SignedIn:
        row = await _SIGN_IN.one(
            tx,
            member_id=given.member_id,
            openid=given.openid,
            unionid=given.unionid,
            nickname=given.nickname,
            session_key_sealed=given.session_key_sealed,
            token_hash=given.token_hash,
            now=given.now,
            expires_at=given.expires_at,
        )
        assert row is not None
        level = Level(row["code"], row["name"], row["discount_percent"], row["free_freight"])
        return SignedIn(MemberId(row["id"]), row["is_new"], level)

    async def session_member(self, tx: Tx, token_hash: bytes, now: datetime) -> MemberId | None:
        found = await _SESSION.value(tx, token_hash=token_hash, now=now)
        return MemberId(found) if found else None

    async def sign_out(self, tx: Tx, token_hash: bytes) -> None:
        await _SIGN_OUT.run(tx, token_hash=token_hash)

    async def forget_sessions(self, tx: Tx, now: datetime) -> int:
        return await _FORGET.run(tx, now=now)

    async def card(self, tx: Tx, member_id: MemberId) -> MemberCard | None:
        row = await _CARD.one(tx, member_id=member_id)
        return _card(row) if row else None

    async def buyer(
        self, tx: Tx, member_id: MemberId, address_id: UUID | None
    ) -> tuple[MemberCard, SealedAddress | None] | None:
        row = await _BUYER.one(tx, member_id=member_id, address_id=address_id)
        if row is None:
            return None
        if row["address_id"] is None:
            return _card(row), None
        return _card(row), SealedAddress(row["address_id"], row["sealed"], row["tag"], row["is_default"])

    async def set_phone(self, tx: Tx, member_id: MemberId, sealed: bytes, index: bytes) -> None:
        await _SET_PHONE.run(tx, member_id=member_id, sealed=sealed, index=index)

    async def set_nickname(self, tx: Tx, member_id: MemberId, nickname: str) -> None:
        await _SET_NICKNAME.run(tx, member_id=member_id, nickname=nickname)

    async def set_consent(self, tx: Tx, member_id: MemberId, version: str) -> None:
        await _SET_CONSENT.run(tx, member_id=member_id, version=version)


def _card(row: asyncpg.Record) -> MemberCard:
    level = Level(row["code"], row["name"], row["discount_percent"], row["free_freight"])
    return MemberCard(MemberId(row["id"]), row["openid"], row["nickname"], level)


_ADDRESSES = Statement(
    text(
        "select id, sealed, tag, is_default from members.address where member_id = :member_id"
        " order by is_default desc, id desc"
    )
)
_ADDRESS = Statement(
    text(
        "select id, sealed, tag, is_default from members.address where member_id = :member_id"
        " and (id = :address_id or (cast(:address_id as uuid) is null and is_default))"
    )
)
_LOCK_OWNER = Statement(
    text(
        "with owner as (select id from members.member where id = :member_id for update)"
        " select count(a.id) from owner left join members.address a on a.member_id = owner.id"
    )
)
_SAVE_ADDRESS = Statement(
    text(
        "insert into members.address (id, member_id, sealed, tag, is_default, created_at)"
        " values (:id, :member_id, :sealed, :tag, :is_default, :now)"
        " on conflict (id) do update set sealed = excluded.sealed, tag = excluded.tag, is_default = excluded.is_default"
        " where address.member_id = excluded.member_id"
    )
)
_CLEAR_DEFAULT = Statement(
    text("update members.address set is_default = false where member_id = :member_id and is_default")
)
_DELETE_ADDRESS = Statement(
    text("delete from members.address where id = :id and member_id = :member_id returning is_default")
)
_PROMOTE = Statement(
    text(
        "update members.address set is_default = true where id ="
        " (select id from members.address where member_id = :member_id order by id desc limit 1)"
    )
)


class PostgresAddressStore:
    """Implements `ports.members.store.AddressStore`."""

    async def all(self, tx: Tx, member_id: MemberId) -> Sequence[SealedAddress]:
        return [SealedAddress(**row) for row in await _ADDRESSES.all(tx, member_id=member_id)]

    async def one(self, tx: Tx, member_id: MemberId, address_id: UUID | None) -> SealedAddress | None:
        row = await _ADDRESS.one(tx, member_id=member_id, address_id=address_id)
        return SealedAddress(**row) if row else None

    async def lock_owner(self, tx: Tx, member_id: MemberId) -> int:
        return int(await _LOCK_OWNER.value(tx, member_id=member_id))

    async def save(self, tx: Tx, member_id: MemberId, address: SealedAddress, now: datetime) -> bool:
        touched = await _SAVE_ADDRESS.run(
            tx,
            id=address.id,
            member_id=member_id,
            sealed=address.sealed,
            tag=address.tag,
            is_default=address.is_default,
            now=now,
        )
        return touched == 1

    async def clear_default(self, tx: Tx, member_id: MemberId) -> None:
        await _CLEAR_DEFAULT.run(tx, member_id=member_id)

    async def delete(self, tx: Tx, member_id: MemberId, address_id: UUID) -> bool:
        row = await _DELETE_ADDRESS.one(tx, id=address_id, member_id=member_id)
        if row is None:
            return False
        if row["is_default"]:
            await _PROMOTE.run(tx, member_id=member_id)
        return True
