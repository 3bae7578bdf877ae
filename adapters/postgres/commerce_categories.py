"""Categories and media."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.commerce.catalogue_store import (
    CategoryInUse,
    CategoryNameTaken,
    CategoryRow,
    MediaRow,
    Rendition,
)
from ports.kernel import Tx

_MEDIA = "id, sha256, kind, url, width, height, poster_url, renditions"
_PUT_MEDIA = Statement(
    text(f"""
    with added as (
        insert into commerce.media ({_MEDIA}, created_at)
        values (:id, :sha256, :kind, :url, :width, :height, :poster_url, :renditions, :now)
        on conflict (sha256) do nothing returning {_MEDIA}
    )
    select {_MEDIA} from added
    union all select {_MEDIA} from commerce.media where sha256 = :sha256
    limit 1
    """)
)
_MEDIA_BY_SHA = Statement(text(f"select {_MEDIA} from commerce.media where sha256 = :sha256"))
# Locks the row, so that whoever is about to erase it has done so or will not.
_KEEP_MEDIA = Statement(
    text("""
    update commerce.media set is_shoppers = false, look_at = null
    where id = any(cast(:ids as uuid[])) and is_shoppers
    """)
)
_MEDIA_BY_IDS = Statement(text(f"select {_MEDIA} from commerce.media where id = any(cast(:ids as uuid[]))"))

_CATEGORY = "id, parent_id, path, name, icon_media_id, icon_url, attribute_names"
_GET = Statement(text(f"select {_CATEGORY} from commerce.category where id = :id"))
_NAMES = Statement(
    text("""
    select a.name from commerce.category c
    join commerce.category a on a.id = any(c.path) where c.id = :id order by cardinality(a.path)
    """)
)
_ADD = Statement(
    text(f"""
    insert into commerce.category ({_CATEGORY}, sort)
    select :id, cast(:parent_id as uuid), :path, :name, :icon_media_id, :icon_url, :attribute_names,
           coalesce(max(sort), 0) + 1
    from commerce.category where parent_id is not distinct from cast(:parent_id as uuid)
    """)
)
_SAVE = Statement(
    text("""
    update commerce.category set name = :name, icon_media_id = :icon_media_id, icon_url = :icon_url,
           attribute_names = :attribute_names where id = :id
    """)
)
_REMOVE = Statement(text("delete from commerce.category where id = :id"))
_ORDER = Statement(
    text("""
    update commerce.category c set sort = o.place
    from unnest(cast(:ids as uuid[])) with ordinality as o (id, place)
    where c.id = o.id and c.parent_id is not distinct from cast(:parent_id as uuid)
    """)
)
_renditions = msgspec.json.Decoder(tuple[Rendition, ...])


class PostgresMediaStore:
    """Implements `ports.commerce.catalogue_store.MediaStore`."""

    async def put(self, tx: Tx, row: MediaRow, now: datetime) -> MediaRow:
        values = msgspec.structs.asdict(row) | {"renditions": msgspec.json.encode(row.renditions).decode()}
        stored = await _PUT_MEDIA.one(tx, **values, now=now)
        # Another upload of the same picture may have committed after this statement began.
        return _media(stored) if stored else await self._must(tx, row.sha256)

    async def _must(self, tx: Tx, sha256: bytes) -> MediaRow:
        found = await self.by_sha(tx, sha256)
        assert found is not None, "a conflicting row is visible to the next statement"
        return found

    async def by_sha(self, tx: Tx, sha256: bytes) -> MediaRow | None:
        row = await _MEDIA_BY_SHA.one(tx, sha256=sha256)
        return _media(row) if row else None

    async def keep(self, tx: Tx, ids: Sequence[UUID]) -> None:
        await _KEEP_MEDIA.run(tx, ids=list(ids))

    async def get(self, tx: Tx, ids: Sequence[UUID]) -> dict[UUID, MediaRow]:
        return {row["id"]: _media(row) for row in await _MEDIA_BY_IDS.all(tx, ids=list(ids))}


class PostgresCategoryStore:
    """Implements `ports.commerce.catalogue_store.CategoryStore`."""

    async def get(self, tx: Tx, category_id: UUID) -> CategoryRow | None:
        row = await _GET.one(tx, id=category_id)
        if row is None:
            return None
        return CategoryRow(
            **{**row, "path": tuple(row["path"]), "attribute_names": tuple(row["attribute_names"])},
        )

    async def names(self, tx: Tx, category_id: UUID) -> list[str] | None:
        return [row["name"] for row in await _NAMES.all(tx, id=category_id)] or None

    async def add(self, tx: Tx, row: CategoryRow) -> None:
        try:
            await _ADD.run(tx, **msgspec.structs.asdict(row))
        except asyncpg.UniqueViolationError as error:
            raise CategoryNameTaken(field="name") from error

    async def save(self, tx: Tx, row: CategoryRow) -> bool:
        try:
            touched = await _SAVE.run(
                tx,
                id=row.id,
                name=row.name,
                icon_media_id=row.icon_media_id,
                icon_url=row.icon_url,
                attribute_names=row.attribute_names,
            )
        except asyncpg.UniqueViolationError as error:
            raise CategoryNameTaken(field="name") from error
        return touched == 1

    async def remove(self, tx: Tx, category_id: UUID) -> bool:
        try:
            return await _REMOVE.run(tx, id=category_id) == 1
        except asyncpg.ForeignKeyViolationError as error:
            raise CategoryInUse from error

    async def order(self, tx: Tx, parent_id: UUID | None, ids: Sequence[UUID]) -> None:
        await _ORDER.run(tx, parent_id=parent_id, ids=list(ids))


def _media(row: asyncpg.Record) -> MediaRow:
    return MediaRow(**{**row, "renditions": _renditions.decode(row["renditions"])})
