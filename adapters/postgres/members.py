"""Members, sessions and addresses over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.api import BuyerRow, Level, MemberCard, PointsWallet, SealedAddress
from ports.members.identities import OWN_MINI_PROGRAM
from ports.members.points_store import PointsRule
from ports.members.store import ADDRESSES_MAX, SignedIn, SignIn

LEVEL_COLUMNS = (
    "l.code as level_code, l.name as level_name, l.discount_percent, l.free_freight, l.points_multiplier_percent,"
    " l.free_returns, '' as paid_plan, l.early_access_minutes, l.name as own_name"
)
# The better of the level and of a paid membership that runs; which of them gives the price must be told (`paid_plan`).
_PAID_IS_BETTER = "coalesce(pp.price_percent, 100) < l.discount_percent"
BEST_LEVEL = (
    f"l.code as level_code, case when {_PAID_IS_BETTER} then '付费会员' else l.name end as level_name,"
    f" case when {_PAID_IS_BETTER} then pp.code else '' end as paid_plan,"
    " least(l.discount_percent, coalesce(pp.price_percent, 100)) as discount_percent,"
    " (l.free_freight or coalesce(pp.free_freight, false)) as free_freight, l.free_returns,"
    " greatest(l.points_multiplier_percent, coalesce(pp.points_percent, 100)) as points_multiplier_percent,"
    " l.early_access_minutes, l.name as own_name"
)
PAID_MEMBERSHIP = (
    " left join members.subscription ps on ps.member_id = m.id and ps.state <> 'ended' and ps.benefits_until > now()"
    " left join members.subscription_plan pp on pp.code = ps.plan_code"
)
_SIGN_IN = Statement(
    text(
        "with who as (select id, member_id from members.identity where channel = 'mini_program' and app = :app"
        " and subject = :openid and (cast(:unionid as text) is null or unionid = :unionid)),"
        " m as (update members.member m set session_key_sealed = :session_key_sealed, openid = :openid,"
        " device_system = coalesce(cast(:system as text), m.device_system),"
        " device_client = coalesce(cast(:client as text), m.device_client),"
        " device_seen_at = case when cast(:system as text) is null then m.device_seen_at else :now end"
        " from who where m.id = who.member_id and m.merged_into is null and m.left_at is null"
        " returning m.id, m.level_code, who.id as identity_id),"
        " s as (insert into members.session (token_hash, member_id, created_at, expires_at, identity_id)"
        " select :token_hash, id, :now, :expires_at, identity_id from m)"
        f" select m.id, {LEVEL_COLUMNS}"
        " from m join members.level l on l.code = m.level_code"
    )
)
# A call that began just before its member was merged goes on as the one they became would pay.
OPENID = "coalesce(m.openid, (select k.openid from members.member k where k.id = m.merged_into), '')"
_SESSION = Statement(text("select member_id from members.session where token_hash = :token_hash and expires_at > :now"))
_SIGN_OUT = Statement(text("delete from members.session where token_hash = :token_hash"))
_FORGET = Statement(text("delete from members.session where expires_at < :now"))
_CARD = Statement(
    text(
        f"select m.id, {OPENID} as openid, m.nickname, {BEST_LEVEL}"
        f" from members.member m join members.level l on l.code = m.level_code{PAID_MEMBERSHIP}"
        " where m.id = :member_id"
    )
)
# For views of other modules too: who buys, with the named (`:address_id`) or else the default address.
BUYER_COLUMNS = (
    f"m.id as member_id, {OPENID} as openid, m.nickname, {BEST_LEVEL},"
    " a.id as address_id, a.sealed, a.tag, a.id is not distinct from m.default_address_id as is_default,"
    " coalesce(pa.available, 0) as points_available, pr.rule as points_rule"
)
BUYER_BESIDES = (
    "left join members.points_account pa on pa.member_id = m.id cross join members.points_rule pr" + PAID_MEMBERSHIP
)
BUYER_FROM = (
    "members.member m join members.level l on l.code = m.level_code left join members.address a"
    f" on a.id = coalesce(cast(:address_id as uuid), m.default_address_id) and a.member_id = m.id {BUYER_BESIDES}"
)
_SESSION_KEY = Statement(text("select session_key_sealed from members.member where id = :member_id"))
_SET_PHONE = Statement(
    text("update members.member set phone_sealed = :sealed, phone_index = :index where id = :member_id")
)
_SET_NICKNAME = Statement(text("update members.member set nickname = :nickname where id = :member_id"))
_SET_CONSENT = Statement(text("update members.member set privacy_version = :version where id = :member_id"))


_rule = msgspec.json.Decoder(PointsRule)


class PostgresMemberStore:
    """Implements `ports.members.store.MemberStore`."""

    async def sign_in(self, tx: Tx, given: SignIn) -> SignedIn | None:
        row = await _SIGN_IN.one(
            tx,
            app=OWN_MINI_PROGRAM,
            openid=given.openid,
            unionid=given.unionid,
            session_key_sealed=given.session_key_sealed,
            token_hash=given.token_hash,
            now=given.now,
            expires_at=given.expires_at,
            system=given.device.system if given.device else None,
            client=given.device.client if given.device else None,
        )
        return SignedIn(MemberId(row["id"]), False, level_of(row)) if row else None

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

    async def session_key(self, tx: Tx, member_id: MemberId) -> bytes | None:
        sealed: bytes | None = await _SESSION_KEY.value(tx, member_id=member_id)
        return sealed

    async def set_phone(self, tx: Tx, member_id: MemberId, sealed: bytes, index: bytes) -> None:
        await _SET_PHONE.run(tx, member_id=member_id, sealed=sealed, index=index)

    async def set_nickname(self, tx: Tx, member_id: MemberId, nickname: str) -> None:
        await _SET_NICKNAME.run(tx, member_id=member_id, nickname=nickname)

    async def set_consent(self, tx: Tx, member_id: MemberId, version: str) -> None:
        await _SET_CONSENT.run(tx, member_id=member_id, version=version)


def buyer_row(row: asyncpg.Record) -> BuyerRow:
    """Of `BUYER_COLUMNS`."""
    card = MemberCard(MemberId(row["member_id"]), row["openid"], row["nickname"], level_of(row))
    rule = _rule.decode(row["points_rule"])
    wallet = PointsWallet(
        available=row["points_available"],
        per_yuan=rule.redeem_per_yuan,
        max_percent=rule.redeem_max_percent,
        points_min=rule.redeem_min,
        step=rule.redeem_step,
    )
    if row["address_id"] is None:
        return BuyerRow(card, None, wallet)
    return BuyerRow(card, SealedAddress(row["address_id"], row["sealed"], row["tag"], row["is_default"]), wallet)


def _card(row: asyncpg.Record) -> MemberCard:
    return MemberCard(MemberId(row["id"]), row["openid"], row["nickname"], level_of(row))


def level_of(row: asyncpg.Record) -> Level:
    """Of `LEVEL_COLUMNS` or `BEST_LEVEL`."""
    return Level(
        code=row["level_code"],
        name=row["level_name"],
        discount_percent=row["discount_percent"],
        free_freight=row["free_freight"],
        points_multiplier_percent=row["points_multiplier_percent"],
        free_returns=row["free_returns"],
        paid_plan=row["paid_plan"],
        early_access_minutes=row["early_access_minutes"],
        own_name=row["own_name"],
    )


_ADDRESSES = Statement(
    text(
        "select a.id, a.sealed, a.tag, a.id is not distinct from m.default_address_id as is_default"
        " from members.address a join members.member m on m.id = a.member_id where a.member_id = :member_id"
        " order by is_default desc, a.id desc"
    )
)
_ADDRESS = Statement(
    text(
        "select a.id, a.sealed, a.tag, a.id is not distinct from m.default_address_id as is_default"
        " from members.member m join members.address a on a.member_id = m.id"
        " and a.id = coalesce(cast(:address_id as uuid), m.default_address_id) where m.id = :member_id"
    )
)
_ADD_ADDRESS = Statement(
    text(
        "with owner as (update members.member set address_count = address_count + 1,"
        " default_address_id = case when :is_default or default_address_id is null then cast(:id as uuid)"
        " else default_address_id end"
        f" where id = :member_id and address_count < {ADDRESSES_MAX} returning id, default_address_id),"
        " added as (insert into members.address (id, member_id, sealed, tag, created_at)"
        " select cast(:id as uuid), id, cast(:sealed as bytea), cast(:tag as text), cast(:now as timestamptz)"
        " from owner)"
        " select default_address_id = cast(:id as uuid) from owner"
    )
)
_CHANGE_ADDRESS = Statement(
    text(
        "with changed as (update members.address set sealed = :sealed, tag = :tag"
        " where id = :id and member_id = :member_id returning id),"
        " owner as (update members.member m set default_address_id = changed.id from changed"
        " where m.id = :member_id and :is_default)"
        " select :is_default or m.default_address_id is not distinct from changed.id"
        " from changed join members.member m on m.id = :member_id"
    )
)
_LOCK_OWNER = Statement(text("select 1 from members.member where id = :member_id for update"))
_DELETE_ADDRESS = Statement(
    text(
        "with gone as (delete from members.address where id = :id and member_id = :member_id returning id)"
        " update members.member m set address_count = m.address_count - 1,"
        " default_address_id = case when m.default_address_id = gone.id then (select a.id from members.address a"
        " where a.member_id = :member_id and a.id <> gone.id order by a.id desc limit 1) else m.default_address_id end"
        " from gone where m.id = :member_id"
    )
)


class PostgresAddressStore:
    """Implements `ports.members.store.AddressStore`."""

    async def all(self, tx: Tx, member_id: MemberId) -> Sequence[SealedAddress]:
        return [SealedAddress(**row) for row in await _ADDRESSES.all(tx, member_id=member_id)]

    async def one(self, tx: Tx, member_id: MemberId, address_id: UUID | None) -> SealedAddress | None:
        row = await _ADDRESS.one(tx, member_id=member_id, address_id=address_id)
        return SealedAddress(**row) if row else None

    async def add(self, tx: Tx, member_id: MemberId, address: SealedAddress, now: datetime) -> bool | None:
        is_default: bool | None = await _ADD_ADDRESS.value(
            tx,
            id=address.id,
            member_id=member_id,
            sealed=address.sealed,
            tag=address.tag,
            is_default=address.is_default,
            now=now,
        )
        return is_default

    async def change(self, tx: Tx, member_id: MemberId, address: SealedAddress) -> bool | None:
        is_default: bool | None = await _CHANGE_ADDRESS.value(
            tx,
            id=address.id,
            member_id=member_id,
            sealed=address.sealed,
            tag=address.tag,
            is_default=address.is_default,
        )
        return is_default

    async def delete(self, tx: Tx, member_id: MemberId, address_id: UUID) -> bool:
        # Locked by a statement of its own: the next one then sees what a concurrent change has added.
        await _LOCK_OWNER.value(tx, member_id=member_id)
        return await _DELETE_ADDRESS.run(tx, id=address_id, member_id=member_id) == 1
