"""Reviews, follow-ups and posts over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.community_ugc_checks import PostgresUgcChecks
from adapters.postgres.community_ugc_members import PostgresUgcMembers
from adapters.postgres.sql import Statement
from ports.community.ugc import (
    BoughtLine,
    Check,
    Counted,
    HistoryEntry,
    Picture,
    Report,
    Ugc,
    UgcReplaced,
)
from ports.kernel import LineId, MemberId, ProductId, Tx

_COLUMNS = ", ".join(Ugc.__struct_fields__)
_SMALL = 400
_BOUGHT = Statement(
    text("""
    select l.id as line_id, l.order_id, l.product_id, l.sku_id, l.option_text, o.status = 'completed' as is_completed,
        l.quantity - l.refunded as kept,
        (select u.id from community.ugc u where u.line_id = l.id and u.kind = 'review' and u.state <> 'refused'
        ) as review_id
    from commerce.order_line l join commerce."order" o on o.id = l.order_id
    where l.id = :line_id and o.member_id = :member_id
    """)
)
# Held to the end: a picture that is erased meanwhile is not found, and one that is found stays.
_PICTURES = Statement(
    text("""
    select id, url, width, height, renditions from commerce.media
    where id = any (cast(:ids as uuid[])) and kind = 'image' order by id for key share
    """)
)
_GOODS = Statement(text("select id from commerce.product where id = any (cast(:ids as uuid[])) and status = 'on_sale'"))
_INSERT = Statement(
    text(f"""
    insert into community.ugc ({_COLUMNS}) values ({", ".join(f":{name}" for name in Ugc.__struct_fields__)})
    on conflict do nothing
    """)
)
_INSERT_PICTURES = Statement(
    text("""
    insert into community.ugc_picture (ugc_id, place, media_id, url, small_url, width, height)
    select :ugc_id, p.place, p.media_id, p.url, p.small_url, p.width, p.height
    from unnest(cast(:ids as uuid[]), cast(:urls as text[]), cast(:small_urls as text[]), cast(:widths as int[]),
                cast(:heights as int[])) with ordinality as p (media_id, url, small_url, width, height, place)
    """)
)
_INSERT_PRODUCTS = Statement(
    text("""
    insert into community.ugc_product (ugc_id, product_id, place)
    select :ugc_id, p.id, p.place from unnest(cast(:ids as uuid[])) with ordinality as p (id, place)
    """)
)
_INSERT_CHECKS = Statement(
    text("""
    insert into community.ugc_check (id, ugc_id, place, state)
    select c.id, :ugc_id, c.place, 'open'
    from unnest(cast(:ids as uuid[]), cast(:places as smallint[])) as c (id, place)
    """)
)
_FIND = f"select {_COLUMNS} from community.ugc"
_ONE = Statement(text(f"{_FIND} where id = :id"))
_LOCK = Statement(text(f"{_FIND} where id = any (cast(:ids as uuid[])) order by id for no key update"))
_LOCK_TWO = Statement(text(f"{_FIND} where id = :id or parent_id = :id order by id for no key update"))
_SAVE = Statement(
    text("""
    update community.ugc set state = :state, doubt = :doubt, reason = :reason, shown_at = :shown_at, version = :version
    where id = :id
    """)
)
_NOTE = Statement(
    text("""
    insert into community.ugc_history (id, ugc_id, at, decider, by, from_state, to_state, reason)
    values (:id, :ugc_id, :at, :decider, :by, :from_state, :to_state, :reason)
    """)
)
_LAST = Statement(
    text("""
    select distinct on (ugc_id) id, ugc_id, at, decider, by, from_state, to_state, reason from community.ugc_history
    where ugc_id = any (cast(:ids as uuid[])) order by ugc_id, at desc, id desc
    """)
)
_COUNT = Statement(
    text(f"""
    update community.ugc_summary s set
        {", ".join(f"star{n} = s.star{n} + c.star{n}" for n in range(1, 6))},
        with_pictures = s.with_pictures + c.with_pictures
    from (
        select g.product_id,
            {", ".join(f"coalesce(sum(g.sign) filter (where g.stars = {n}), 0) as star{n}" for n in range(1, 6))},
            coalesce(sum(g.sign) filter (where g.has_pictures), 0) as with_pictures
        from unnest(cast(:products as uuid[]), cast(:stars as int[]), cast(:pictured as boolean[]),
                    cast(:signs as int[])) as g (product_id, stars, has_pictures, sign)
        group by g.product_id
    ) c where c.product_id = s.product_id
    """)
)
_LOCK_SUMMARIES = Statement(
    text("""
    select product_id from community.ugc_summary where product_id = any (cast(:products as uuid[]))
    order by product_id for no key update
    """)
)
_ENSURE = Statement(
    text("""
    insert into community.ugc_summary (product_id)
    select distinct p.id from unnest(cast(:products as uuid[])) as p (id) order by 1 on conflict do nothing
    """)
)
_POSTS_SINCE = Statement(
    text("""
    select count(*) from community.ugc where member_id = :member_id and kind = 'post' and made_at > :since
    """)
)
_VOTE = Statement(
    text("""
    insert into community.ugc_vote (ugc_id, member_id, at) values (:ugc_id, :member_id, :now) on conflict do nothing
    """)
)
_UNVOTE = Statement(text("delete from community.ugc_vote where ugc_id = :ugc_id and member_id = :member_id"))
_COUNT_VOTES = Statement(
    text("""
    update community.ugc set helpful = helpful + :change where id = :ugc_id returning helpful
    """)
)
_REPORT = Statement(
    text("""
    insert into community.ugc_report (id, ugc_id, member_id, cause, words, at)
    values (:id, :ugc_id, :member_id, :cause, :words, :at) on conflict (ugc_id, member_id) do nothing
    """)
)
_SETTLE = Statement(
    text("""
    update community.ugc_report set settled_at = :now
    where ugc_id = any (cast(:ids as uuid[])) and settled_at is null
    """)
)
_REPLY = Statement(
    text("""
    update community.ugc set reply = :words, replied_by = :by, replied_at = :now, version = version + 1 where id = :id
    """)
)
_FEATURE = Statement(text("update community.ugc set featured_at = :at, version = version + 1 where id = :id"))


class _Rendition(msgspec.Struct, frozen=True):
    width: int
    url: str


_renditions = msgspec.json.Decoder(tuple[_Rendition, ...])


class PostgresUgc(PostgresUgcChecks, PostgresUgcMembers):
    """Implements `ports.community.ugc.UgcStore`."""

    async def bought_line(self, tx: Tx, member_id: MemberId, line_id: LineId) -> BoughtLine | None:
        row = await _BOUGHT.one(tx, member_id=member_id, line_id=line_id)
        return BoughtLine(**row) if row else None

    async def pictures(self, tx: Tx, media_ids: Sequence[UUID]) -> dict[UUID, Picture]:
        rows = await _PICTURES.all(tx, ids=list(media_ids)) if media_ids else []
        return {row["id"]: _picture(row) for row in rows}

    async def goods(self, tx: Tx, product_ids: Sequence[ProductId]) -> frozenset[ProductId]:
        rows = await _GOODS.all(tx, ids=list(product_ids)) if product_ids else []
        return frozenset(ProductId(row["id"]) for row in rows)

    async def insert(
        self, tx: Tx, ugc: Ugc, pictures: Sequence[Picture], products: Sequence[ProductId], checks: Sequence[Check]
    ) -> bool:
        if await _INSERT.run(tx, **msgspec.structs.asdict(ugc)) == 0:
            return False
        if pictures:
            await _INSERT_PICTURES.run(
                tx,
                ugc_id=ugc.id,
                ids=[one.media_id for one in pictures],
                urls=[one.url for one in pictures],
                small_urls=[one.small_url for one in pictures],
                widths=[one.width for one in pictures],
                heights=[one.height for one in pictures],
            )
        if products:
            await _INSERT_PRODUCTS.run(tx, ugc_id=ugc.id, ids=list(products))
        if checks:
            places = [one.place for one in checks]
            await _INSERT_CHECKS.run(tx, ugc_id=ugc.id, ids=[one.id for one in checks], places=places)
        return True

    async def lock(self, tx: Tx, ids: Sequence[UUID]) -> list[Ugc]:
        return [Ugc(**row) for row in await _LOCK.all(tx, ids=list(ids))]

    async def lock_with_follow_up(self, tx: Tx, ugc_id: UUID) -> list[Ugc]:
        return [Ugc(**row) for row in await _LOCK_TWO.all(tx, id=ugc_id)]

    async def find(self, tx: Tx, ugc_id: UUID) -> Ugc | None:
        row = await _ONE.one(tx, id=ugc_id)
        return Ugc(**row) if row else None

    async def posts_since(self, tx: Tx, member_id: MemberId, since: datetime) -> int:
        return int(await _POSTS_SINCE.value(tx, member_id=member_id, since=since))

    async def save(self, tx: Tx, ugc: Ugc, entry: HistoryEntry | None) -> None:
        try:
            await _SAVE.run(
                tx,
                id=ugc.id,
                state=ugc.state,
                doubt=ugc.doubt,
                reason=ugc.reason,
                shown_at=ugc.shown_at,
                version=ugc.version,
            )
        except asyncpg.UniqueViolationError as error:
            raise UgcReplaced from error
        if entry is not None:
            await _NOTE.run(tx, **msgspec.structs.asdict(entry))

    async def last_entries(self, tx: Tx, ids: Sequence[UUID]) -> dict[UUID, HistoryEntry]:
        return {row["ugc_id"]: HistoryEntry(**row) for row in await _LAST.all(tx, ids=list(ids))}

    async def count(self, tx: Tx, changes: Sequence[Counted]) -> None:
        products = [change.product_id for change in changes]
        # Made first and changed then: a row to insert is checked before it is found to be there, and would be refused.
        await _ENSURE.run(tx, products=products)
        await _LOCK_SUMMARIES.all(tx, products=products)
        await _COUNT.run(
            tx,
            products=products,
            stars=[change.stars for change in changes],
            pictured=[change.has_pictures for change in changes],
            signs=[change.sign for change in changes],
        )

    async def vote(self, tx: Tx, ugc_id: UUID, member_id: MemberId, now: datetime, *, is_helpful: bool) -> int:
        if is_helpful:
            change = await _VOTE.run(tx, ugc_id=ugc_id, member_id=member_id, now=now)
        else:
            change = -await _UNVOTE.run(tx, ugc_id=ugc_id, member_id=member_id)
        return int(await _COUNT_VOTES.value(tx, ugc_id=ugc_id, change=change))

    async def report(self, tx: Tx, report: Report) -> None:
        await _REPORT.run(tx, **msgspec.structs.asdict(report))

    async def settle_reports(self, tx: Tx, ids: Sequence[UUID], now: datetime) -> None:
        await _SETTLE.run(tx, ids=list(ids), now=now)

    async def reply(self, tx: Tx, ugc_id: UUID, words: str, by: str, now: datetime) -> None:
        await _REPLY.run(tx, id=ugc_id, words=words, by=by if words else "", now=now if words else None)

    async def feature(self, tx: Tx, ugc_id: UUID, at: datetime | None) -> None:
        await _FEATURE.run(tx, id=ugc_id, at=at)


def _picture(row: asyncpg.Record) -> Picture:
    small = [one for one in _renditions.decode(row["renditions"]) if one.width >= _SMALL]
    small_url = min(small, key=lambda one: one.width).url if small else row["url"]
    return Picture(row["id"], row["url"], small_url, row["width"], row["height"])
