"""What everybody sees of reviews and posts, and what members say about those of others (G5)."""

from uuid import UUID

from msgspec import Struct

from domain.community.ugc_moving import UgcMover
from ports.community.ugc import Report, ReportCause, Ugc, UgcNotFound, UgcStore
from ports.community.ugc_views import PostView, ProductReviews, ReviewFilter, ReviewView, SkuCount, UgcViews
from ports.kernel import Clock, DomainError, Ids, MemberId, Page, ProductId, Tx, UnitOfWork


class OwnContent(DomainError):
    code = "community.own_content"
    message = "这是您自己发布的内容"


class Helpful(Struct, frozen=True, rename="camel"):
    helpful: int
    is_voted: bool


class UgcReading:
    def __init__(
        self, uow: UnitOfWork, stores: tuple[UgcStore, UgcViews], mover: UgcMover, system: tuple[Clock, Ids]
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._mover = mover
        self._clock, self._ids = system

    async def of_product(self, product_id: ProductId, viewer: MemberId | None) -> ProductReviews:
        """A product that nobody knows has no reviews either."""
        async with self._uow.reading() as tx:
            summary = await self._views.summary(tx, product_id)
            top = await self._views.top(tx, product_id, viewer) if summary.count else ()
        return ProductReviews(summary, top)

    async def reviews(
        self, wanted: ReviewFilter, viewer: MemberId | None, cursor: str | None, limit: int
    ) -> Page[ReviewView]:
        async with self._uow.reading() as tx:
            return await self._views.reviews(tx, wanted, viewer, cursor, limit)

    async def skus(self, product_id: ProductId) -> tuple[SkuCount, ...]:
        async with self._uow.reading() as tx:
            return await self._views.skus(tx, product_id)

    async def posts(
        self, product_id: ProductId | None, viewer: MemberId | None, cursor: str | None, limit: int
    ) -> Page[PostView]:
        async with self._uow.reading() as tx:
            return await self._views.posts(tx, (product_id, viewer), cursor, limit)

    async def post(self, post_id: UUID, viewer: MemberId | None) -> PostView:
        """Raises UgcNotFound."""
        async with self._uow.reading() as tx:
            found = await self._views.post(tx, post_id, viewer)
        if found is None:
            raise UgcNotFound
        return found

    async def vote(self, member_id: MemberId, ugc_id: UUID, *, is_helpful: bool) -> Helpful:
        """Said again it changes nothing. Raises UgcNotFound, OwnContent."""
        async with self._uow.begin() as tx:
            ugc = await self._shown(tx, ugc_id)
            if ugc.member_id == member_id:
                raise OwnContent
            count = await self._store.vote(tx, ugc.id, member_id, self._clock.now(), is_helpful=is_helpful)
            return Helpful(count, is_helpful)

    async def report(self, member_id: MemberId, ugc_id: UUID, cause: ReportCause, words: str) -> None:
        """It stays where it is until an operator has looked. Once per member. Raises UgcNotFound, OwnContent."""
        async with self._uow.begin() as tx:
            ugc = await self._shown(tx, ugc_id)
            if ugc.member_id == member_id:
                raise OwnContent
            report = Report(self._ids.new(), ugc.id, member_id, cause, words.strip(), self._clock.now())
            await self._store.report(tx, report)

    async def _shown(self, tx: Tx, ugc_id: UUID) -> Ugc:
        ugc = await self._mover.lock(tx, ugc_id)
        if ugc.state != "visible":
            raise UgcNotFound
        return ugc
