"""Shoppers' pictures over PostgreSQL. Reads community: what shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.commerce.catalogue_store import MediaRow, Rendition
from ports.commerce.shopper_pictures import Erasure
from ports.kernel import Tx

_COLUMNS = ", ".join(MediaRow.__struct_fields__)
# A shopper's picture that is erased this very moment is waited for, and not found then.
_KNOWN = Statement(
    text(f"""
    with renewed as (
        update commerce.media set look_at = greatest(look_at, cast(:look_at as timestamptz))
        where sha256 = :sha256 and is_shoppers returning {_COLUMNS}
    )
    select {_COLUMNS} from renewed
    union all select {_COLUMNS} from commerce.media where sha256 = :sha256 and not is_shoppers limit 1
    """)
)
_PUT = Statement(
    text(f"""
    insert into commerce.media as m ({_COLUMNS}, created_at, is_shoppers, look_at)
    values ({", ".join(f":{name}" for name in MediaRow.__struct_fields__)}, :now, true, :look_at)
    on conflict (sha256) do update
    set look_at = case when m.is_shoppers then greatest(m.look_at, excluded.look_at) else m.look_at end
    returning {_COLUMNS}
    """)
)
_LOOK_NOW = Statement(
    text("""
    with own as (
        select id from commerce.media where id = any (cast(:ids as uuid[])) and is_shoppers and look_at is null
        order by id for update
    )
    update commerce.media m set look_at = :now from own where m.id = own.id
    """)
)
_DUE = Statement(
    text(f"""
    select {_COLUMNS} from commerce.media where look_at <= :now and is_shoppers
    order by look_at, id limit :size for update skip locked
    """)
)
# What the shop itself shows is not a shopper's any more; the last four are for whatever has gone round that.
_IN_USE = Statement(
    text("""
    select w.id from unnest(cast(:ids as uuid[])) as w(id)
    where exists (select from community.ugc_picture p where p.media_id = w.id)
       or exists (select from commerce.category c where c.icon_media_id = w.id)
       or exists (select from commerce.sku s where s.media_id = w.id)
       or exists (select from community.group_post g where g.content::text like '%' || w.id || '%')
       or exists (select from community.live_code l where l.rules::text like '%' || w.id || '%')
    """)
)
_LEAVE = Statement(text("update commerce.media set look_at = null where id = any (cast(:ids as uuid[]))"))
_DELETE = Statement(text("delete from commerce.media where id = any (cast(:ids as uuid[]))"))
_NOTE = Statement(
    text("""
    insert into commerce.file_erasure (media_id, names, noted_at) values (:media_id, :names, :now)
    on conflict (media_id) do nothing
    """)
)
_FIND = Statement(text("select media_id, names from commerce.file_erasure where media_id = :media_id"))
_CROSS_OUT = Statement(text("delete from commerce.file_erasure where media_id = :media_id"))
_STALE = Statement(
    text("select media_id from commerce.file_erasure where noted_at < :before order by noted_at limit :size")
)
_renditions = msgspec.json.Decoder(tuple[Rendition, ...])


class PostgresShopperPictures:
    """Implements `ports.commerce.shopper_pictures.ShopperPictureStore`."""

    async def known(self, tx: Tx, sha256: bytes, look_at: datetime) -> MediaRow | None:
        row = await _KNOWN.one(tx, sha256=sha256, look_at=look_at)
        return _medium(row) if row else None

    async def put(self, tx: Tx, row: MediaRow, now: datetime, look_at: datetime) -> MediaRow:
        values = msgspec.structs.asdict(row) | {"renditions": msgspec.json.encode(row.renditions).decode()}
        return _medium(await _PUT.one(tx, **values, now=now, look_at=look_at))

    async def look_now(self, tx: Tx, ids: Sequence[UUID], now: datetime) -> None:
        await _LOOK_NOW.run(tx, ids=list(ids), now=now)

    async def due(self, tx: Tx, now: datetime, limit: int) -> Sequence[MediaRow]:
        return [_medium(row) for row in await _DUE.all(tx, now=now, size=limit)]

    async def in_use(self, tx: Tx, ids: Sequence[UUID]) -> frozenset[UUID]:
        return frozenset(row["id"] for row in await _IN_USE.all(tx, ids=list(ids)))

    async def leave(self, tx: Tx, ids: Sequence[UUID]) -> None:
        await _LEAVE.run(tx, ids=list(ids))

    async def delete(self, tx: Tx, ids: Sequence[UUID]) -> None:
        await _DELETE.run(tx, ids=list(ids))

    async def note(self, tx: Tx, erasure: Erasure, now: datetime) -> None:
        await _NOTE.run(tx, media_id=erasure.media_id, names=list(erasure.names), now=now)

    async def find(self, tx: Tx, media_id: UUID) -> Erasure | None:
        row = await _FIND.one(tx, media_id=media_id)
        return Erasure(row["media_id"], tuple(row["names"])) if row else None

    async def cross_out(self, tx: Tx, media_id: UUID) -> bool:
        return await _CROSS_OUT.run(tx, media_id=media_id) == 1

    async def stale(self, tx: Tx, noted_before: datetime, limit: int) -> Sequence[UUID]:
        return [row["media_id"] for row in await _STALE.all(tx, before=noted_before, size=limit)]


def _medium(row: Any) -> MediaRow:
    return MediaRow(**{**row, "renditions": _renditions.decode(row["renditions"])})
