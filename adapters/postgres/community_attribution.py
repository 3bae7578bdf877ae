"""Attributed orders and versions of rules over PostgreSQL. Reads promotion and members: which coupon, which contact."""

from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.attribution import Decided, Evidence, Granted, Known, Opened
from ports.community.rule_books import RuleBook, RuleBookName
from ports.kernel import Fen, MemberId, OrderId, Tx

OPENED_MAX = 200
_KEEP = Statement(
    text("""
    insert into community.order_kept as k (order_id, kept_fen) values (:order_id, :kept_fen)
    on conflict (order_id) do update set kept_fen = least(k.kept_fen, excluded.kept_fen) returning kept_fen
    """)
)
_LOWER = Statement(
    text("""
    update community.attributed_orders set kept_fen = greatest(0, least(kept_fen, :kept_fen))
    where order_id = :order_id and kept_fen > :kept_fen
    """)
)
_IS_DECIDED = Statement(
    text("select exists (select from community.attributed_orders where order_id = :order_id) as found")
)
_DECIDE = Statement(
    text("""
    insert into community.attributed_orders (order_id, member_id, touch_id, guide, paid_at, paid_fen, kept_fen, rule,
        why, rate, rules_version)
    values (:order_id, :member_id, :touch_id, :guide, :paid_at, :paid_fen, :kept_fen, :rule, :why, :rate,
        :rules_version)
    on conflict do nothing
    """)
)
_PERSONAL = Statement(
    text("""
    select guide, since from community.personal_guides
    where member_id = :member_id and since <= :paid_at and (ended_at is null or ended_at > :paid_at)
    order by since desc limit 1
    """)
)
_OPENED = Statement(
    text(f"""
    select t.id as touch_id, t.kind, t.guide, max(v.at) as opened_at
    from community.touch_openings o join community.touches t on t.id = o.touch_id
    cross join lateral unnest(o.opened_at) as v(at)
    where o.member_id = :member_id and v.at <= :paid_at
    group by t.id order by opened_at desc, t.id desc limit {OPENED_MAX}
    """)
)
# A guide's coupon is known by what it was claimed for: the greeting of a live code, or the cause of a touch. A coupon
# that has come back from a refund is no longer the order's, but its entries tell that it was.
_GRANTED = Statement(
    text("""
    select coalesce(g.user_id, ct.guide) as guide, t.name as coupon, k.claimed_at as granted_at
    from promotion.coupon k join promotion.coupon_template t on t.id = k.template_id
    left join community.greeting g
      on k.claim_key ~ '^welcome:[0-9a-f-]{36}$' and g.id::text = substr(k.claim_key, 9)
    left join community.touches ct
      on ct.kind = 'coupon' and ct.cause in (k.claim_key, 'coupon:' || split_part(k.claim_key, ':', 2))
    where k.member_id = :member_id and coalesce(g.user_id, ct.guide) is not null
      and exists (select from promotion.coupon_entry e where e.coupon_id = k.id and e.order_id = :order_id
                  and e.kind in ('lock', 'redeem'))
    """)
)
_KNOWN = Statement(
    text("""
    select f.user_id as guide, f.added_at as since
    from members.identity i join community.follow f on f.contact_id = i.subject
    where i.channel = 'wecom' and i.app = :corp_id and i.member_id = :member_id
      and f.added_at <= :paid_at and (f.ended_at is null or f.ended_at > :paid_at)
    """)
)
_NAMES = Statement(
    text("select user_id, name from community.guide where user_id = any (cast(:user_ids as text[])) and name <> ''")
)
_BOOK = Statement(
    text("""
    select version, rules, at, by from community.rule_books where name = :name order by version desc limit 1
    """)
)
_ADD_BOOK = Statement(
    text("""
    insert into community.rule_books (name, version, rules, at, by) values (:name, :version, :rules, :at, :by)
    on conflict do nothing
    """)
)


class PostgresAttribution:
    """Implements `ports.community.attribution.AttributionStore`."""

    def __init__(self, corp_id: str) -> None:
        self._corp_id = corp_id

    async def keep(self, tx: Tx, order_id: OrderId, kept_fen: Fen) -> Fen:
        return int(await _KEEP.value(tx, order_id=order_id, kept_fen=kept_fen))

    async def lower(self, tx: Tx, order_id: OrderId, kept_fen: Fen) -> None:
        await _LOWER.run(tx, order_id=order_id, kept_fen=kept_fen)

    async def is_decided(self, tx: Tx, order_id: OrderId) -> bool:
        return bool(await _IS_DECIDED.value(tx, order_id=order_id))

    async def evidence(self, tx: Tx, order_id: OrderId, member_id: MemberId, paid_at: datetime) -> Evidence:
        of = {"member_id": member_id, "paid_at": paid_at}
        personal = await _PERSONAL.one(tx, **of)
        opened = tuple(Opened(**row) for row in await _OPENED.all(tx, **of))
        granted = tuple(Granted(**row) for row in await _GRANTED.all(tx, member_id=member_id, order_id=order_id))
        known = tuple(Known(**row) for row in await _KNOWN.all(tx, corp_id=self._corp_id, **of))
        guides = {one.guide for one in opened if one.guide} | {one.guide for one in granted}
        guides |= {one.guide for one in known} | ({personal["guide"]} if personal else set())
        names = {row["user_id"]: row["name"] for row in await _NAMES.all(tx, user_ids=sorted(guides))}
        return Evidence(paid_at, Known(**personal) if personal else None, opened, granted, known, names)

    async def decide(self, tx: Tx, decided: Decided) -> bool:
        values = msgspec.structs.asdict(decided.order)
        return await _DECIDE.run(tx, rate=decided.rate, rules_version=decided.rules_version, **values) == 1


class PostgresRuleBooks:
    """Implements `ports.community.rule_books.RuleBooks`."""

    async def current[T: Struct](self, tx: Tx, name: RuleBookName, first: T) -> RuleBook[T]:
        row = await _BOOK.one(tx, name=name)
        if row is None:
            return RuleBook(first, 0, None, "")
        return RuleBook(msgspec.json.decode(row["rules"], type=type(first)), row["version"], row["at"], row["by"])

    async def add(self, tx: Tx, name: RuleBookName, book: RuleBook[Struct]) -> bool:
        given = {"version": book.version, "rules": msgspec.json.encode(book.rules).decode(), "at": book.at}
        return await _ADD_BOOK.run(tx, name=name, by=book.by, **given) == 1
