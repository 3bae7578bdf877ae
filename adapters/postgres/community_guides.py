"""Guides at work, over PostgreSQL: sessions, notes, allowances."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.guide_sales import Allowance, GrantedCoupon
from ports.community.sidebar_store import AllowanceRule, AllowanceUse, Gift, NoteRow
from ports.kernel import Fen, Tx

_OPEN = Statement(
    text("""
    insert into community.guide_session (token_hash, user_id, created_at, expires_at)
    select :token_hash, user_id, :now, :until from community.guide where user_id = :user_id and is_active
    """)
)
_USER = Statement(
    text("""
    select s.user_id from community.guide_session s join community.guide g on g.user_id = s.user_id and g.is_active
    where s.token_hash = :token_hash and s.expires_at > :now
    """)
)
_CLOSE = Statement(text("delete from community.guide_session where token_hash = :token_hash"))
_FORGET = Statement(
    text("""
    with logins as (delete from community.guide_login where expires_at <= :now returning 1)
    delete from community.guide_session where expires_at <= :now
    """)
)
_BEGIN_LOGIN = Statement(
    text("""
    insert into community.guide_login (state_hash, secret_hash, expires_at) values (:state_hash, :secret_hash, :until)
    """)
)
_USE_LOGIN = Statement(
    text("""
    delete from community.guide_login
    where state_hash = :state_hash and secret_hash = :secret_hash and expires_at > :now
    """)
)
_INSERT_NOTE = Statement(
    text("""
    insert into community.guide_note (id, guide, contact_id, order_id, sealed, made_at)
    values (:id, :guide, :contact_id, :order_id, :sealed, :made_at)
    """)
)
_REMOVE_NOTE = Statement(
    text("delete from community.guide_note where id = :id and guide = :guide and contact_id = :contact_id")
)
_NOTES = Statement(
    text("""
    select n.id, n.guide, n.contact_id, n.order_id, n.sealed, n.made_at, o.number as order_number
    from community.guide_note n left join commerce."order" o on o.id = n.order_id
    where n.guide = :guide and n.contact_id = :contact_id and (cast(:before as uuid) is null or n.id < :before)
    order by n.id desc limit :size
    """)
)
_BOUND = """
    (select r.coupons_max, r.value_max_fen from community.allowance_rule r where r.guide in (:guide, '')
     order by r.guide desc limit 1)
"""
# Without any rule nothing may be given: a shop decides first.
_TAKE = Statement(
    text(f"""
    insert into community.allowance_use as u (guide, month, coupons, value_fen)
    select cast(:guide as text), cast(:month as text), 1, cast(:worth_fen as bigint) from {_BOUND} b
    where (b.coupons_max is null or b.coupons_max >= 1)
      and (b.value_max_fen is null or b.value_max_fen >= cast(:worth_fen as bigint))
    on conflict (guide, month) do update set coupons = u.coupons + 1, value_fen = u.value_fen + excluded.value_fen
    where exists (select from {_BOUND} b
        where (b.coupons_max is null or u.coupons + 1 <= b.coupons_max)
          and (b.value_max_fen is null or u.value_fen + excluded.value_fen <= b.value_max_fen))
    """)
)
_OF = Statement(
    text(f"""
    select b.rules, b.coupons_max, b.value_max_fen, coalesce(u.coupons, 0) as coupons,
           coalesce(u.value_fen, 0) as value_fen
    from (select 1) one left join (select true as rules, * from {_BOUND} x) b on true
    left join community.allowance_use u on u.guide = :guide and u.month = :month
    """)
)
_REFUND_MAX = Statement(
    text("""
    select r.refund_max_fen from community.allowance_rule r where r.guide in (:guide, '') order by r.guide desc limit 1
    """)
)
_RULES = Statement(
    text("""
    select guide, coupons_max, value_max_fen, version, refund_max_fen from community.allowance_rule order by guide
    """)
)
_NEW_RULE = Statement(
    text("""
    insert into community.allowance_rule (guide, coupons_max, value_max_fen, version, refund_max_fen)
    values (:guide, :coupons_max, :value_max_fen, 1, :refund_max_fen) on conflict do nothing
    """)
)
_SAVE_RULE = Statement(
    text("""
    update community.allowance_rule set coupons_max = :coupons_max, value_max_fen = :value_max_fen,
        refund_max_fen = :refund_max_fen, version = version + 1 where guide = :guide and version = :version
    """)
)
_REMOVE_RULE = Statement(
    text("delete from community.allowance_rule where guide = :guide and version = :version and guide <> ''")
)
_USES = Statement(
    text("""
    select g.user_id as guide, coalesce(nullif(g.name, ''), g.user_id) as guide_name,
           coalesce(u.coupons, 0) as coupons, coalesce(u.value_fen, 0) as value_fen
    from community.guide g left join community.allowance_use u on u.guide = g.user_id and u.month = :month
    where g.is_active and g.has_contacts order by coalesce(u.value_fen, 0) desc, g.user_id limit 500
    """)
)
_TEMPLATES = Statement(text("select template_id from community.guide_template order by template_id"))
_CLEAR_TEMPLATES = Statement(
    text("delete from community.guide_template where template_id <> all (cast(:ids as uuid[]))")
)
_ADD_TEMPLATES = Statement(
    text("""
    insert into community.guide_template (template_id) select distinct unnest(cast(:ids as uuid[])) order by 1
    on conflict do nothing
    """)
)
_GIFT = Gift.__struct_fields__
_NOTE_GIFT = Statement(
    text(f"insert into community.coupon_gift ({', '.join(_GIFT)}) values ({', '.join(f':{name}' for name in _GIFT)})")
)
_GIFTS = Statement(
    text("""
    select id, name, summary, worth_fen, granted_at from community.coupon_gift
    where guide = :guide and contact_id = :contact_id order by granted_at desc, id limit :size
    """)
)


class PostgresGuideSessions:
    """Implements `ports.community.sidebar_store.GuideSessionStore`."""

    async def begin_login(self, tx: Tx, state_hash: bytes, secret_hash: bytes, until: datetime) -> None:
        await _BEGIN_LOGIN.run(tx, state_hash=state_hash, secret_hash=secret_hash, until=until)

    async def use_login(self, tx: Tx, state_hash: bytes, secret_hash: bytes, now: datetime) -> bool:
        return await _USE_LOGIN.run(tx, state_hash=state_hash, secret_hash=secret_hash, now=now) == 1

    async def open(self, tx: Tx, user_id: str, token_hash: bytes, times: tuple[datetime, datetime]) -> bool:
        given = {"token_hash": token_hash, "user_id": user_id, "now": times[0], "until": times[1]}
        return await _OPEN.run(tx, **given) == 1

    async def user(self, tx: Tx, token_hash: bytes, now: datetime) -> str | None:
        found: str | None = await _USER.value(tx, token_hash=token_hash, now=now)
        return found

    async def close(self, tx: Tx, token_hash: bytes) -> None:
        await _CLOSE.run(tx, token_hash=token_hash)

    async def forget(self, tx: Tx, now: datetime) -> int:
        return await _FORGET.run(tx, now=now)


class PostgresNotes:
    """Implements `ports.community.sidebar_store.NoteStore`."""

    async def insert(self, tx: Tx, row: NoteRow) -> None:
        values = msgspec.structs.asdict(row)
        del values["order_number"]
        await _INSERT_NOTE.run(tx, **values)

    async def remove(self, tx: Tx, guide: str, contact_id: str, note_id: UUID) -> bool:
        return await _REMOVE_NOTE.run(tx, id=note_id, guide=guide, contact_id=contact_id) == 1

    async def page(
        self, tx: Tx, guide: str, contact_id: str, page: tuple[str | None, int]
    ) -> tuple[list[NoteRow], str | None]:
        before = decode_cursor(page[0], UUID) if page[0] else None
        rows = await _NOTES.all(tx, guide=guide, contact_id=contact_id, before=before, size=page[1] + 1)
        found = [NoteRow(**row) for row in rows[: page[1]]]
        return found, encode_cursor(found[-1].id) if len(rows) > page[1] else None


class PostgresAllowances:
    """Implements `ports.community.sidebar_store.AllowanceStore`."""

    async def take(self, tx: Tx, guide: str, month: str, worth_fen: Fen) -> bool:
        return await _TAKE.run(tx, guide=guide, month=month, worth_fen=worth_fen) == 1

    async def of(self, tx: Tx, guide: str, month: str) -> Allowance:
        row = await _OF.one(tx, guide=guide, month=month)
        assert row is not None, "a query that always has a row"
        coupons_max, value_max_fen = (row["coupons_max"], row["value_max_fen"]) if row["rules"] else (0, 0)
        return Allowance(month, coupons_max, row["coupons"], value_max_fen, row["value_fen"])

    async def refund_max_fen(self, tx: Tx, guide: str) -> Fen:
        found: Fen | None = await _REFUND_MAX.value(tx, guide=guide)
        return found or 0

    async def rules(self, tx: Tx) -> tuple[AllowanceRule, ...]:
        return tuple(AllowanceRule(**row) for row in await _RULES.all(tx))

    async def save_rule(self, tx: Tx, rule: AllowanceRule) -> bool:
        values = msgspec.structs.asdict(rule)
        if rule.version:
            return await _SAVE_RULE.run(tx, **values) == 1
        del values["version"]
        return await _NEW_RULE.run(tx, **values) == 1

    async def remove_rule(self, tx: Tx, guide: str, version: int) -> bool:
        return await _REMOVE_RULE.run(tx, guide=guide, version=version) == 1

    async def uses(self, tx: Tx, month: str) -> tuple[AllowanceUse, ...]:
        return tuple(AllowanceUse(**row) for row in await _USES.all(tx, month=month))

    async def templates(self, tx: Tx) -> tuple[UUID, ...]:
        return tuple(row["template_id"] for row in await _TEMPLATES.all(tx))

    async def set_templates(self, tx: Tx, template_ids: Sequence[UUID]) -> None:
        await _CLEAR_TEMPLATES.run(tx, ids=list(template_ids))
        await _ADD_TEMPLATES.run(tx, ids=list(template_ids))

    async def note(self, tx: Tx, gift: Gift) -> None:
        await _NOTE_GIFT.run(tx, **msgspec.structs.asdict(gift))

    async def gifts(self, tx: Tx, guide: str, contact_id: str, limit: int) -> tuple[GrantedCoupon, ...]:
        rows = await _GIFTS.all(tx, guide=guide, contact_id=contact_id, size=limit)
        return tuple(GrantedCoupon(**row) for row in rows)
