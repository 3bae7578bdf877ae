"""What shoppers do: write a review of what they bought, a follow-up, a post; take it away again (G5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.community import ugc_rules as rules
from domain.community.ugc_moving import UgcMover
from domain.community.ugc_rules import Decision
from ports.community.ugc import (
    AlreadyReviewed,
    Check,
    CheckUgc,
    Picture,
    Ugc,
    UgcKind,
    UgcNotFound,
    UgcStore,
)
from ports.community.ugc_views import OwnUgc, ToReview, UgcViews
from ports.kernel import Clock, DomainError, Ids, Invalid, LineId, MemberId, OrderId, Page, ProductId, Tx, UnitOfWork

POSTS_A_DAY_MAX = 10


class TooManyPosts(DomainError):
    code = "community.too_many_posts"
    kind = "throttled"
    message = "今天已经发了 10 篇晒单，明天再来吧"


class Draft(Struct, frozen=True):
    """`image_ids` of uploaded pictures, in the order in which they are shown."""

    body: str
    image_ids: tuple[UUID, ...]
    is_anonymous: bool


class UgcWriting:
    """`wait` is how long WeChat has for its verdicts before a person looks."""

    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[UgcStore, UgcViews],
        mover: UgcMover,
        system: tuple[Clock, Ids],
        wait: timedelta,
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._mover = mover
        self._clock, self._ids = system
        self._wait = wait

    async def review(self, member_id: MemberId, line_id: LineId, stars: int, draft: Draft) -> OwnUgc:
        """Raises LineNotFound, NotReviewable, AlreadyReviewed, Invalid."""
        body = rules.body_of(draft.body)
        async with self._uow.begin() as tx:
            line = rules.check_line(await self._store.bought_line(tx, member_id, line_id))
            blank = self._blank("review", member_id, body, draft)
            ugc = replace(
                blank,
                order_id=line.order_id,
                line_id=line.line_id,
                product_id=line.product_id,
                sku_id=line.sku_id,
                option_text=line.option_text,
                stars=stars,
            )
            return await self._submit(tx, ugc, draft.image_ids)

    async def follow_up(self, member_id: MemberId, review_id: UUID, draft: Draft) -> OwnUgc:
        """One to a review of one's own. Raises UgcNotFound, FollowUpClosed, AlreadyReviewed, Invalid."""
        body = rules.body_of(draft.body)
        if not body and not draft.image_ids:
            raise Invalid("写点什么，或者配一张图", field="body")
        async with self._uow.begin() as tx:
            review = await self._own(tx, member_id, review_id)
            rules.check_follow_up(review, self._clock.now())
            blank = self._blank("follow_up", member_id, body, draft)
            ugc = replace(
                blank,
                parent_id=review.id,
                product_id=review.product_id,
                order_id=review.order_id,
                line_id=review.line_id,
                sku_id=review.sku_id,
                option_text=review.option_text,
                is_anonymous=review.is_anonymous,
            )
            return await self._submit(tx, ugc, draft.image_ids)

    async def post(self, member_id: MemberId, product_ids: Sequence[ProductId], draft: Draft) -> OwnUgc:
        """Raises Invalid, TooManyPosts."""
        body = rules.body_of(draft.body, rules.POST_BODY_MAX)
        if not draft.image_ids:
            raise Invalid("晒单至少要有一张图", field="imageIds")
        if len(set(product_ids)) < len(product_ids) or len(product_ids) > rules.PRODUCTS_MAX:
            raise Invalid(f"最多关联 {rules.PRODUCTS_MAX} 件不同的商品", field="productIds")
        async with self._uow.begin() as tx:
            if await self._store.goods(tx, product_ids) != frozenset(product_ids):
                raise Invalid("有商品已经下架，请重新选择", field="productIds")
            today = self._clock.now() - timedelta(days=1)
            if await self._store.posts_since(tx, member_id, today) >= POSTS_A_DAY_MAX:
                raise TooManyPosts
            return await self._submit(tx, self._blank("post", member_id, body, draft), draft.image_ids, product_ids)

    async def delete(self, member_id: MemberId, ugc_id: UUID) -> None:
        """Its follow-up and its pictures go with a review. Again it changes nothing. Raises UgcNotFound."""
        async with self._uow.begin() as tx:
            found = await self._store.lock_with_follow_up(tx, ugc_id)
            if not any(ugc.id == ugc_id and ugc.member_id == member_id for ugc in found):
                raise UgcNotFound
            present = [ugc for ugc in found if ugc.state != "deleted"]
            await self._mover.move_all(tx, present, "author", Decision("deleted", "作者删除"))
            await self._mover.drop_pictures(tx, [ugc.id for ugc in present])

    async def to_review(
        self, member_id: MemberId, order_id: OrderId | None, cursor: str | None, limit: int
    ) -> Page[ToReview]:
        async with self._uow.reading() as tx:
            return await self._views.to_review(tx, member_id, order_id, cursor, limit)

    async def own(self, member_id: MemberId, cursor: str | None, limit: int) -> Page[OwnUgc]:
        async with self._uow.reading() as tx:
            return await self._views.own(tx, member_id, self._clock.now(), cursor, limit)

    async def own_one(self, member_id: MemberId, ugc_id: UUID) -> OwnUgc:
        """Raises UgcNotFound, also for what is somebody else's."""
        async with self._uow.reading() as tx:
            found = await self._views.own_one(tx, member_id, self._clock.now(), ugc_id)
        if found is None:
            raise UgcNotFound
        return found

    async def _own(self, tx: Tx, member_id: MemberId, ugc_id: UUID) -> Ugc:
        ugc = await self._mover.lock(tx, ugc_id)
        if ugc.member_id != member_id or ugc.state == "deleted":
            raise UgcNotFound
        return ugc

    async def _submit(
        self, tx: Tx, ugc: Ugc, image_ids: Sequence[UUID], product_ids: Sequence[ProductId] = ()
    ) -> OwnUgc:
        pictures = await self._pictures(tx, image_ids)
        places = [0] if ugc.body else []
        places += range(1, len(pictures) + 1)
        checks = [Check(self._ids.new(), place, "open") for place in places]
        if not await self._store.insert(tx, ugc, pictures, product_ids, checks):
            raise AlreadyReviewed
        tx.enqueue(CheckUgc(ugc.id))
        found = await self._views.own_one(tx, ugc.member_id, self._clock.now(), ugc.id)
        assert found is not None, "it was just written"
        return tx.answered(found)

    async def _pictures(self, tx: Tx, image_ids: Sequence[UUID]) -> list[Picture]:
        if len(set(image_ids)) < len(image_ids) or len(image_ids) > rules.PICTURES_MAX:
            raise Invalid(f"最多 {rules.PICTURES_MAX} 张不同的图片", field="imageIds")
        found = await self._store.pictures(tx, image_ids)
        if len(found) < len(image_ids):
            raise Invalid("有图片没有上传成功，请重新上传", field="imageIds")
        return [found[image_id] for image_id in image_ids]

    def _blank(self, kind: UgcKind, member_id: MemberId, body: str, draft: Draft) -> Ugc:
        now: datetime = self._clock.now()
        return Ugc(
            id=self._ids.new(),
            kind=kind,
            member_id=member_id,
            order_id=None,
            line_id=None,
            product_id=None,
            sku_id=None,
            option_text="",
            parent_id=None,
            stars=None,
            body=body,
            is_anonymous=draft.is_anonymous,
            picture_count=len(draft.image_ids),
            state="submitted",
            doubt=None,
            reason="",
            made_at=now,
            check_by=now + self._wait,
            shown_at=None,
            version=1,
        )
