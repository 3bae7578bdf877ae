"""The catalogue as operators keep it: products, their SKUs, and when they are on sale."""

from collections.abc import Sequence
from datetime import datetime

from domain.commerce.catalogue_edits import edits
from domain.commerce.media import MediaLibrary
from domain.commerce.product_draft import NotSellable, ProductDraft, check, check_media, product_row, sku_rows
from domain.commerce.search_tokens import query_tokens
from ports.cache import CATALOGUE, Invalidation, product_topic
from ports.commerce.admin_views import AdminCatalogueViews, AdminProduct, AdminProductRow, ProductFilter
from ports.commerce.catalogue_store import (
    CategoryNotFound,
    CategoryStore,
    ProductNotFound,
    ProductRow,
    ProductState,
    ProductStatus,
    ProductStore,
    SkuRow,
    VersionConflict,
)
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, Ids, Page, ProductId, SkuId, Tx, UnitOfWork

PUBLISH_BATCH = 100


class Catalogue:
    """`by` is the operator whose edit is audited; None: the set-up of a shop, or the clock."""

    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[ProductStore, CategoryStore, AdminCatalogueViews],
        media: MediaLibrary,
        told: tuple[Invalidation, AuditApi],
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._products, self._categories, self._views = stores
        self._media = media
        self._invalidation, self._audit = told
        self._clock, self._ids = system

    async def create_product(self, draft: ProductDraft, by: Actor | None = None) -> AdminProduct:
        """A draft, not on sale yet. Raises Invalid, CategoryNotFound, MediaNotFound, SkuCodeTaken."""
        product_id = ProductId(self._ids.new())
        async with self._uow.begin() as tx:
            row, skus = await self._rows(tx, product_id, draft, set())
            await self._products.add(tx, row, skus, self._clock.now())
            made = await self._shown(tx, product_id)
            await self._record(tx, by, "product.create", (made, f"{len(made.skus)} 个规格"))
        return made

    async def save_product(
        self, product_id: ProductId, draft: ProductDraft, version: int, by: Actor | None = None
    ) -> AdminProduct:
        """Raises ProductNotFound, VersionConflict, NotSellable, and what `create_product` raises."""
        async with self._uow.begin() as tx:
            state = await self._locked(tx, product_id)
            if state.version != version:
                raise VersionConflict
            before = await self._shown(tx, product_id)
            known = await self._products.sku_ids(tx, product_id)
            row, skus = await self._rows(tx, product_id, draft, known)
            if state.status == "on_sale" and not (row.cover_url and row.sku_count):
                raise NotSellable
            await self._products.save(tx, row, skus, self._clock.now())
            await self._products.relist(tx, [product_id])
            saved = await self._shown(tx, product_id)
            await self._record(tx, by, "product.change", (saved, edits(before, saved)))
        await self._forget(product_id)
        return saved

    async def publish(self, product_id: ProductId, at: datetime | None, by: Actor | None = None) -> AdminProduct:
        """Now, or at a time to come. Raises ProductNotFound, NotSellable."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            state = await self._locked(tx, product_id)
            if not state.sellable:
                raise NotSellable
            if at is not None and at > now:
                await self._products.plan(tx, product_id, at, now)
            else:
                await self._products.set_status(tx, [product_id], "on_sale", now)
            await self._products.relist(tx, [product_id])
            shown = await self._shown(tx, product_id)
            when = f"{shown.publish_at:%Y-%m-%d %H:%M} UTC 上架" if shown.publish_at else "立即上架"
            await self._record(tx, by, "product.publish", (shown, when))
        await self._forget(product_id)
        return shown

    async def unpublish(self, product_id: ProductId, by: Actor | None = None) -> AdminProduct:
        """Takes it off sale, and forgets a planned time. Raises ProductNotFound."""
        async with self._uow.begin() as tx:
            state = await self._locked(tx, product_id)
            status: ProductStatus = "draft" if state.status == "draft" else "off_sale"
            await self._products.set_status(tx, [product_id], status, self._clock.now())
            await self._products.relist(tx, [product_id])
            shown = await self._shown(tx, product_id)
            await self._record(tx, by, "product.unpublish", (shown, ""))
        await self._forget(product_id)
        return shown

    async def publish_due(self) -> int:
        """Sweep: puts on sale what was planned for a time that has come."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            due = await self._products.lock_due(tx, now, PUBLISH_BATCH)
            if due:
                await self._products.set_status(tx, due, "on_sale", now)
                await self._products.relist(tx, due)
        await self._forget(*due)
        return len(due)

    async def relist(self, product_ids: Sequence[ProductId]) -> None:
        """Writes anew what lists show of these, after their rows were written in bulk."""
        async with self._uow.begin() as tx:
            await self._products.relist(tx, product_ids)
        await self._invalidation.changed([CATALOGUE])

    async def product(self, product_id: ProductId) -> AdminProduct:
        """Raises ProductNotFound."""
        async with self._uow.reading() as tx:
            return await self._shown(tx, product_id)

    async def rows(
        self, given: ProductFilter, text: str | None, cursor: str | None, limit: int
    ) -> Page[AdminProductRow]:
        """`text` is words of the title, or a whole SKU code or barcode."""
        wanted = given
        if text:
            wanted = ProductFilter(given.status, given.category_id, query_tokens(text) or (text,), text)
        async with self._uow.reading() as tx:
            return await self._views.rows(tx, wanted, cursor, limit)

    async def _rows(
        self, tx: Tx, product_id: ProductId, draft: ProductDraft, known: set[SkuId]
    ) -> tuple[ProductRow, list[SkuRow]]:
        check(draft, known)
        names = await self._categories.names(tx, draft.category_id)
        if names is None:
            raise CategoryNotFound(field="categoryId")
        media = await self._media.resolve_with_videos(tx, draft.media_ids)
        check_media(draft, media)
        ids = [sku.id or SkuId(self._ids.new()) for sku in draft.skus]
        skus = sku_rows(draft.skus, ids, media)
        return product_row(product_id, draft, skus, media, names), skus

    async def _locked(self, tx: Tx, product_id: ProductId) -> ProductState:
        state = await self._products.lock(tx, product_id)
        if state is None:
            raise ProductNotFound
        return state

    async def _shown(self, tx: Tx, product_id: ProductId) -> AdminProduct:
        found = await self._views.product(tx, product_id)
        if found is None:
            raise ProductNotFound
        return found

    async def _record(self, tx: Tx, by: Actor | None, action: str, what: tuple[AdminProduct, str]) -> None:
        product, detail = what
        if by is not None:
            await self._audit.record(tx, AuditEntry(by, action, product.title, product.id, detail=detail))

    async def _forget(self, *product_ids: ProductId) -> None:
        if product_ids:
            await self._invalidation.changed([CATALOGUE, *(product_topic(one) for one in product_ids)])
