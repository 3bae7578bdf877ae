"""Reviews and posts: what the shopper writes, and what everybody sees (G5)."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, services, shopper, shopper_or_none
from app.http.ugc_bodies import DraftBody, Stars
from domain.community.ugc_reading import Helpful
from ports.community.ugc import ReportCause
from ports.community.ugc_views import (
    OwnUgc,
    PostView,
    ProductReviews,
    ReviewFilter,
    ReviewView,
    SkuCount,
    ToReview,
)
from ports.kernel import LineId, OrderId, Page, ProductId, SkuId


class ReviewBody(DraftBody, frozen=True):
    line_id: UUID
    stars: Stars
    is_anonymous: bool


class PostBody(DraftBody, frozen=True):
    """`product_ids`: what is to be seen in it, three at most."""

    product_ids: Annotated[tuple[UUID, ...], Meta(max_length=3)]
    is_anonymous: bool


class HelpfulBody(Body, frozen=True):
    is_helpful: bool


class ReportBody(Body, frozen=True):
    cause: ReportCause
    words: Annotated[str, Meta(max_length=200)]


@get("/reviews/to-write", operation_id="listReviewable")
async def list_reviewable(
    request: AnyRequest,
    order: Annotated[UUID | None, QueryParameter(name="orderId")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[ToReview]:
    order_id = OrderId(order) if order else None
    return await services(request).community.ugc.writing.to_review(shopper(request), order_id, cursor, limit)


@post("/reviews", operation_id="writeReview")
async def write_review(request: AnyRequest, data: JSONBody[ReviewBody]) -> OwnUgc:
    """Hidden until it is judged."""
    draft = data.draft(is_anonymous=data.is_anonymous)
    return await services(request).community.ugc.writing.review(
        shopper(request), LineId(data.line_id), data.stars, draft
    )


@post("/my-reviews/{ugc_id:uuid}/follow-up", operation_id="writeFollowUp")
async def write_follow_up(request: AnyRequest, ugc_id: FromPath[UUID], data: JSONBody[DraftBody]) -> OwnUgc:
    return await services(request).community.ugc.writing.follow_up(shopper(request), ugc_id, data.draft())


@post("/posts", operation_id="writePost")
async def write_post(request: AnyRequest, data: JSONBody[PostBody]) -> OwnUgc:
    draft = data.draft(is_anonymous=data.is_anonymous)
    product_ids = [ProductId(product_id) for product_id in data.product_ids]
    return await services(request).community.ugc.writing.post(shopper(request), product_ids, draft)


@get("/my-reviews", operation_id="listOwnUgc")
async def list_own(request: AnyRequest, cursor: Cursor = None, limit: Limit = 20) -> Page[OwnUgc]:
    return await services(request).community.ugc.writing.own(shopper(request), cursor, limit)


@get("/my-reviews/{ugc_id:uuid}", operation_id="getOwnUgc")
async def get_own(request: AnyRequest, ugc_id: FromPath[UUID]) -> OwnUgc:
    return await services(request).community.ugc.writing.own_one(shopper(request), ugc_id)


@delete("/my-reviews/{ugc_id:uuid}", operation_id="deleteOwnUgc", opt={"natural_key": True}, status_code=204)
async def delete_own(request: AnyRequest, ugc_id: FromPath[UUID]) -> None:
    await services(request).community.ugc.writing.delete(shopper(request), ugc_id)


@get("/products/{product_id:uuid}/review-summary", operation_id="getReviewSummary", opt={"public": True})
async def get_summary(request: AnyRequest, product_id: FromPath[UUID]) -> ProductReviews:
    """For the product's page: the figures and two reviews."""
    reading = services(request).community.ugc.reading
    return await reading.of_product(ProductId(product_id), shopper_or_none(request))


@get("/products/{product_id:uuid}/reviews", operation_id="listReviews", opt={"public": True})
async def list_reviews(  # noqa: PLR0913, PLR0917 - the filters of the list
    request: AnyRequest,
    product_id: FromPath[UUID],
    stars: Annotated[int | None, QueryParameter(ge=1, le=5)] = None,
    which: Annotated[Literal["all", "pictures"], QueryParameter(name="show")] = "all",
    sku: Annotated[UUID | None, QueryParameter(name="skuId")] = None,
    cursor: Cursor = None,
    limit: Limit = 10,
) -> Page[ReviewView]:
    wanted = ReviewFilter(ProductId(product_id), stars, which == "pictures", SkuId(sku) if sku else None)
    return await services(request).community.ugc.reading.reviews(wanted, shopper_or_none(request), cursor, limit)


@get("/products/{product_id:uuid}/review-skus", operation_id="listReviewSkus", opt={"public": True})
async def list_skus(request: AnyRequest, product_id: FromPath[UUID]) -> tuple[SkuCount, ...]:
    return await services(request).community.ugc.reading.skus(ProductId(product_id))


@get("/posts", operation_id="listPosts", opt={"public": True})
async def list_posts(
    request: AnyRequest,
    product: Annotated[UUID | None, QueryParameter(name="productId")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[PostView]:
    product_id = ProductId(product) if product else None
    return await services(request).community.ugc.reading.posts(product_id, shopper_or_none(request), cursor, limit)


@get("/posts/{post_id:uuid}", operation_id="getPost", opt={"public": True})
async def get_post(request: AnyRequest, post_id: FromPath[UUID]) -> PostView:
    return await services(request).community.ugc.reading.post(post_id, shopper_or_none(request))


@put("/ugc/{shown_id:uuid}/helpful", operation_id="voteHelpful", opt={"natural_key": True})
async def vote(request: AnyRequest, shown_id: FromPath[UUID], data: JSONBody[HelpfulBody]) -> Helpful:
    reading = services(request).community.ugc.reading
    return await reading.vote(shopper(request), shown_id, is_helpful=data.is_helpful)


@post("/ugc/{shown_id:uuid}/reports", operation_id="reportUgc", opt={"natural_key": True}, status_code=204)
async def report(request: AnyRequest, shown_id: FromPath[UUID], data: JSONBody[ReportBody]) -> None:
    """Once per member."""
    await services(request).community.ugc.reading.report(shopper(request), shown_id, data.cause, data.words)


ROUTES = [
    *(list_reviewable, write_review, write_follow_up, write_post, list_own, get_own, delete_own),
    *(get_summary, list_reviews, list_skus, list_posts, get_post, vote, report),
]
