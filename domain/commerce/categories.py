"""The category tree."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from domain.commerce.media import MediaLibrary, rendition_url
from ports.cache import CATALOGUE, Invalidation
from ports.commerce.admin_views import AdminCatalogueViews, AdminCategoryList
from ports.commerce.catalogue_store import CategoryNotFound, CategoryRow, CategoryStore
from ports.commerce.views import CategoryView
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Ids, Invalid, Tx, UnitOfWork

DEPTH_MAX = 3
ICON_WIDTH = 400


class CategoryDraft(Struct, frozen=True):
    name: str
    parent_id: UUID | None = None
    icon_media_id: UUID | None = None
    attribute_names: tuple[str, ...] = ()


class Categories:
    """`by` is the operator whose edit is audited; None: the set-up of a shop."""

    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[CategoryStore, AdminCatalogueViews],
        media: MediaLibrary,
        told: tuple[Invalidation, AuditApi],
        ids: Ids,
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._media = media
        self._invalidation, self._audit = told
        self._ids = ids

    async def all(self) -> AdminCategoryList:
        async with self._uow.reading() as tx:
            return AdminCategoryList(await self._views.categories(tx))

    async def add(self, draft: CategoryDraft, by: Actor | None = None) -> CategoryView:
        """Raises CategoryNotFound (the parent), CategoryNameTaken, MediaNotFound, Invalid beyond DEPTH_MAX levels."""
        category_id = self._ids.new()
        async with self._uow.begin() as tx:
            above = await self._path(tx, draft.parent_id)
            if len(above) >= DEPTH_MAX:
                raise Invalid(f"分类最多 {DEPTH_MAX} 级", field="parentId")
            row = await self._row(tx, category_id, (*above, category_id), draft)
            await self._store.add(tx, row)
            await self._record(tx, by, "category.create", (row.name, row.id))
        await self._invalidation.changed([CATALOGUE])
        return CategoryView(row.id, row.name, row.icon_url, ())

    async def save(self, category_id: UUID, draft: CategoryDraft, by: Actor | None = None) -> CategoryView:
        """The place in the tree stays. Raises CategoryNotFound, CategoryNameTaken, MediaNotFound, Invalid."""
        async with self._uow.begin() as tx:
            known = await self._store.get(tx, category_id)
            if known is None:
                raise CategoryNotFound
            if draft.parent_id != known.parent_id:
                raise Invalid("分类不能移到另一个上级下", field="parentId")
            row = await self._row(tx, category_id, known.path, draft)
            await self._store.save(tx, row)
            detail = f"原名 {known.name}" if known.name != row.name else ""
            await self._record(tx, by, "category.change", (row.name, row.id), detail)
        await self._invalidation.changed([CATALOGUE])
        return CategoryView(row.id, row.name, row.icon_url, ())

    async def remove(self, category_id: UUID, by: Actor | None = None) -> None:
        """Raises CategoryNotFound, CategoryInUse."""
        async with self._uow.begin() as tx:
            known = await self._store.get(tx, category_id)
            if known is None or not await self._store.remove(tx, category_id):
                raise CategoryNotFound
            await self._record(tx, by, "category.delete", (known.name, category_id))
        await self._invalidation.changed([CATALOGUE])

    async def order(self, parent_id: UUID | None, ids: Sequence[UUID], by: Actor | None = None) -> None:
        """Ids that are not children of the parent are passed over."""
        async with self._uow.begin() as tx:
            await self._store.order(tx, parent_id, ids)
            parent = await self._store.get(tx, parent_id) if parent_id else None
            await self._record(tx, by, "category.order", (parent.name if parent else "一级分类", parent_id))
        await self._invalidation.changed([CATALOGUE])

    async def _record(
        self, tx: Tx, by: Actor | None, action: str, what: tuple[str, UUID | None], detail: str = ""
    ) -> None:
        if by is not None:
            await self._audit.record(tx, AuditEntry(by, action, *what, detail=detail))

    async def _path(self, tx: Tx, parent_id: UUID | None) -> tuple[UUID, ...]:
        if parent_id is None:
            return ()
        parent = await self._store.get(tx, parent_id)
        if parent is None:
            raise CategoryNotFound("上级分类不存在", field="parentId")
        return parent.path

    async def _row(self, tx: Tx, category_id: UUID, path: tuple[UUID, ...], draft: CategoryDraft) -> CategoryRow:
        icon_id = draft.icon_media_id
        media = await self._media.resolve(tx, [icon_id] if icon_id else [])
        return CategoryRow(
            id=category_id,
            parent_id=draft.parent_id,
            path=path,
            name=draft.name,
            icon_media_id=icon_id,
            icon_url=rendition_url(media[icon_id], ICON_WIDTH) if icon_id else None,
            attribute_names=draft.attribute_names,
        )
