"""Coupons as the faces list them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.promotion.coupon_views import (
    ChannelView,
    CouponFigures,
    CouponShelf,
    GrantView,
    TemplateFacts,
    TemplateParts,
    TemplateUse,
    WalletRow,
)
from ports.promotion.rules import CouponRule

CENTRE_MAX = 50
_FACTS = """
    t.id, t.name, t.rule, t.total, t.claimed, t.per_member_max, t.claim_from, t.claim_until, t.valid_from,
    t.valid_until, t.valid_days, coalesce(c.claimed, 0) as claimed_by_me
"""
_MINE = """
    promotion.coupon_template t left join promotion.coupon_count c
    on c.template_id = t.id and c.member_id = cast(:member_id as uuid)
"""
_CENTRE = Statement(
    text(f"""
    select {_FACTS} from {_MINE}
    where t.state = 'published' and t.is_listed and t.claim_until > :now
      and t.claim_from < cast(:now as timestamptz) + interval '3 days'
      and (t.valid_until is null or t.valid_until > :now)
    order by t.claim_from > :now, t.claimed >= t.total, t.claim_until, t.id limit {CENTRE_MAX}
    """)
)
_CLAIMABLE = Statement(
    text(f"""
    select {_FACTS} from {_MINE} where t.id = any(cast(:ids as uuid[]))
    order by array_position(cast(:ids as uuid[]), t.id)
    """)
)
_WALLET = """
    select k.id, t.name, t.rule, k.state, k.valid_from, k.valid_until, k.changed_at
    from promotion.coupon k join promotion.coupon_template t on t.id = k.template_id
    where k.member_id = :member_id
"""
_USABLE = Statement(
    text(f"""
    {_WALLET} and k.state in ('held', 'locked') and (k.state = 'locked' or k.valid_until > :now)
      and (cast(:at as timestamptz) is null or (k.valid_until, k.id) > (:at, cast(:id as uuid)))
    order by k.valid_until, k.id limit :size
    """)
)
_GONE = Statement(
    text(f"""
    {_WALLET} and (case when cast(:used as boolean) then k.state = 'used'
                   else k.state in ('expired', 'revoked') or (k.state = 'held' and k.valid_until <= :now) end)
      and (cast(:at as timestamptz) is null or (k.changed_at, k.id) < (:at, cast(:id as uuid)))
    order by k.changed_at desc, k.id desc limit :size
    """)
)
_TEMPLATES = Statement(
    text("""
    select t.id, t.name, t.rule, t.state, t.total, t.claimed, t.claim_from, t.claim_until, t.is_listed, t.created_at,
           (select count(*) from promotion.coupon k where k.template_id = t.id and k.state = 'used') as used
    from promotion.coupon_template t
    where (cast(:state as text) is null or t.state = :state)
      and (cast(:q as text) is null or position(lower(cast(:q as text)) in lower(t.name)) > 0)
      and (cast(:at as timestamptz) is null or (t.created_at, t.id) < (:at, cast(:id as uuid)))
    order by t.created_at desc, t.id desc limit :size
    """)
)
_PARTS = Statement(
    text("""
    select
        (select coalesce(json_agg(json_build_object('code', c.code, 'name', c.name, 'quota', c.quota,
                'claimed', c.claimed) order by c.created_at), '[]')
         from promotion.coupon_channel c where c.template_id = t.id) as channels,
        (select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name, 'state', g.state, 'total', g.total,
                'granted', g.granted, 'passedOver', g.passed_over, 'createdAt', g.created_at,
                'createdBy', g.created_by) order by g.created_at desc), '[]')
         from (select * from promotion.coupon_grant where template_id = t.id order by created_at desc limit 20) g
        ) as grants,
        (select json_build_object(
                'claimed', count(*), 'held', count(*) filter (where k.state = 'held'),
                'locked', count(*) filter (where k.state = 'locked'), 'used', count(*) filter (where k.state = 'used'),
                'expired', count(*) filter (where k.state = 'expired'),
                'revoked', count(*) filter (where k.state = 'revoked'),
                'offFen', coalesce(sum(k.off_fen) filter (where k.state = 'used'), 0),
                'paidFen', coalesce(sum(o.paid_fen) filter (where k.state = 'used'), 0))
         from promotion.coupon k left join commerce."order" o on o.id = k.order_id where k.template_id = t.id
        ) as figures
    from promotion.coupon_template t where t.id = :id
    """)
)
_NAMES = Statement(
    text("""
    select id, title as name from commerce.product where id = any(cast(:ids as uuid[]))
    union all select id, name from commerce.category where id = any(cast(:ids as uuid[]))
    """)
)
_rule = msgspec.json.Decoder(CouponRule)
_channels = msgspec.json.Decoder(tuple[ChannelView, ...])
_grants = msgspec.json.Decoder(tuple[GrantView, ...])
_figures = msgspec.json.Decoder(CouponFigures)


class PostgresCouponViews:
    """Implements `ports.promotion.coupon_views.CouponViews`."""

    async def centre(self, tx: Tx, member_id: MemberId | None, now: datetime) -> list[TemplateFacts]:
        return [_facts(row) for row in await _CENTRE.all(tx, member_id=member_id, now=now)]

    async def claimable(self, tx: Tx, template_ids: Sequence[UUID], member_id: MemberId | None) -> list[TemplateFacts]:
        return [_facts(row) for row in await _CLAIMABLE.all(tx, ids=list(template_ids), member_id=member_id)]

    async def wallet(
        self, tx: Tx, member_id: MemberId, shelf: tuple[CouponShelf, datetime], cursor: str | None, limit: int
    ) -> tuple[list[WalletRow], str | None]:
        at, id_ = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        given = {"member_id": member_id, "now": shelf[1], "at": at, "id": id_, "size": limit + 1}
        if shelf[0] == "usable":
            rows = await _USABLE.all(tx, **given)
        else:
            rows = await _GONE.all(tx, used=shelf[0] == "used", **given)
        found = [WalletRow(**{**row, "rule": _rule.decode(row["rule"])}) for row in rows[:limit]]
        if len(rows) <= limit:
            return found, None
        last = found[-1]
        return found, encode_cursor((last.valid_until if shelf[0] == "usable" else last.changed_at, last.id))

    async def templates(
        self, tx: Tx, state: str | None, q: str | None, cursor: str | None, limit: int
    ) -> tuple[list[TemplateUse], str | None]:
        at, id_ = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _TEMPLATES.all(tx, state=state, q=q, at=at, id=id_, size=limit + 1)
        names = [name for name in TemplateUse.__struct_fields__ if name != "rule"]
        found = [
            TemplateUse(rule=_rule.decode(row["rule"]), **{name: row[name] for name in names}) for row in rows[:limit]
        ]
        if len(rows) <= limit:
            return found, None
        last = rows[limit - 1]
        return found, encode_cursor((last["created_at"], last["id"]))

    async def template(self, tx: Tx, template_id: UUID) -> TemplateParts | None:
        row = await _PARTS.one(tx, id=template_id)
        if row is None:
            return None
        return TemplateParts(
            _channels.decode(row["channels"]), _grants.decode(row["grants"]), _figures.decode(row["figures"])
        )

    async def scope_names(self, tx: Tx, ids: Sequence[UUID]) -> dict[UUID, str]:
        return {row["id"]: row["name"] for row in await _NAMES.all(tx, ids=list(ids))}


def _facts(row: asyncpg.Record) -> TemplateFacts:
    return TemplateFacts(**{**row, "rule": _rule.decode(row["rule"])})
