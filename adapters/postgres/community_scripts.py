"""Scripts, drafts and what scripts are made from, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.guide_sales import MiniCard, SentMessage
from ports.community.scripts import DeliveredOrder, ExtraFacts, ScriptRow, ScriptRules
from ports.community.sidebar_store import DraftRow
from ports.kernel import MemberId, Tx

_COLUMNS = ", ".join(ScriptRow.__struct_fields__)
_FIND = f"select {_COLUMNS} from community.script"
_ACTIVE = Statement(text(f"{_FIND} where is_active order by made_at, id"))
_ALL = Statement(text(f"{_FIND} order by cast(rules ->> 'priority' as int) desc, made_at, id"))
_ONE = Statement(text(f"{_FIND} where id = :id"))
_INSERT = Statement(
    text(f"insert into community.script ({_COLUMNS}) values (:id, :rules, :is_active, :version, :made_at)")
)
_SAVE = Statement(
    text("""
    update community.script set rules = :rules, is_active = :is_active, version = :version
    where id = :id and version = :before
    """)
)
_FACTS = Statement(
    text("""
    select m.birthday_month, m.birthday_day, d.title, d.product_id, d.image_url, d.delivered_at,
           (select t.name from promotion.coupon k join promotion.coupon_template t on t.id = k.template_id
            where k.member_id = m.id and k.state = 'held' and k.valid_until > :now
            order by k.valid_until limit 1) as coupon_name
    from members.member m left join lateral (
        select l.title, l.product_id, l.image_url, o.delivered_at from commerce."order" o
        join commerce.order_line l on l.order_id = o.id
        where o.member_id = m.id and o.delivered_at is not null and o.refunded_fen < o.paid_fen
        order by o.delivered_at desc, l.position limit 1
    ) d on true where m.id = :member_id
    """)
)
_DRAFT = DraftRow.__struct_fields__
_INSERT_DRAFT = Statement(
    text(f"insert into community.draft ({', '.join(_DRAFT)}) values ({', '.join(f':{name}' for name in _DRAFT)})")
)
_LOCK_DRAFT = Statement(
    text(f"""
    select {", ".join(_DRAFT)} from community.draft
    where id = :id and guide = :guide and contact_id = :contact_id for update
    """)
)
_SAVE_DRAFT = Statement(
    text("""
    update community.draft set text = :text, sent_at = :sent_at, with_card = :with_card, is_edited = :is_edited
    where id = :id
    """)
)
_SENT = Statement(
    text("""
    select id, kind, name as template_name, text, with_card, is_edited, sent_at from community.draft
    where guide = :guide and contact_id = :contact_id and sent_at is not null order by sent_at desc, id limit :size
    """)
)
_LAST_SENT = Statement(
    text("""
    select script_id, max(sent_at) as sent_at from community.draft
    where guide = :guide and contact_id = :contact_id and sent_at is not null and script_id is not null
    group by script_id
    """)
)
_rules = msgspec.json.Decoder(ScriptRules)
_card = msgspec.json.Decoder(MiniCard)


class PostgresScripts:
    """Implements `ports.community.scripts.ScriptStore`."""

    async def active(self, tx: Tx) -> Sequence[ScriptRow]:
        return [_row(row) for row in await _ACTIVE.all(tx)]

    async def all(self, tx: Tx) -> Sequence[ScriptRow]:
        return [_row(row) for row in await _ALL.all(tx)]

    async def one(self, tx: Tx, script_id: UUID) -> ScriptRow | None:
        row = await _ONE.one(tx, id=script_id)
        return _row(row) if row else None

    async def insert(self, tx: Tx, row: ScriptRow) -> None:
        await _INSERT.run(tx, **_values(row))

    async def save(self, tx: Tx, row: ScriptRow, version_before: int) -> bool:
        values = _values(row)
        del values["made_at"]
        return await _SAVE.run(tx, before=version_before, **values) == 1

    async def facts(self, tx: Tx, member_id: MemberId, now: datetime) -> ExtraFacts:
        row = await _FACTS.one(tx, member_id=member_id, now=now)
        if row is None:
            return ExtraFacts(None, None, None)
        born = (row["birthday_month"], row["birthday_day"]) if row["birthday_month"] is not None else None
        delivered = None
        if row["delivered_at"] is not None:
            delivered = DeliveredOrder(row["title"], row["product_id"], row["image_url"], row["delivered_at"])
        return ExtraFacts(born, delivered, row["coupon_name"])


class PostgresDrafts:
    """Implements `ports.community.sidebar_store.DraftStore`."""

    async def insert(self, tx: Tx, row: DraftRow) -> None:
        values = msgspec.structs.asdict(row)
        await _INSERT_DRAFT.run(tx, **values | {"card": msgspec.json.encode(row.card).decode() if row.card else None})

    async def lock(self, tx: Tx, guide: str, contact_id: str, draft_id: UUID) -> DraftRow | None:
        row = await _LOCK_DRAFT.one(tx, id=draft_id, guide=guide, contact_id=contact_id)
        return DraftRow(**{**row, "card": _card.decode(row["card"]) if row["card"] else None}) if row else None

    async def save(self, tx: Tx, row: DraftRow) -> None:
        names = ("id", "text", "sent_at", "with_card", "is_edited")
        await _SAVE_DRAFT.run(tx, **{name: getattr(row, name) for name in names})

    async def sent(self, tx: Tx, guide: str, contact_id: str, limit: int) -> tuple[SentMessage, ...]:
        rows = await _SENT.all(tx, guide=guide, contact_id=contact_id, size=limit)
        return tuple(SentMessage(**row) for row in rows)

    async def last_sent(self, tx: Tx, guide: str, contact_id: str) -> dict[UUID, datetime]:
        rows = await _LAST_SENT.all(tx, guide=guide, contact_id=contact_id)
        return {row["script_id"]: row["sent_at"] for row in rows}


def _values(row: ScriptRow) -> dict[str, Any]:
    return msgspec.structs.asdict(row) | {"rules": msgspec.json.encode(row.rules).decode()}


def _row(row: Any) -> ScriptRow:
    return ScriptRow(**{**row, "rules": _rules.decode(row["rules"])})
