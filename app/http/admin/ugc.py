"""The desk 评价与晒单 (G5)."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit, Query
from app.http.context import AnyRequest, actor, services
from domain.community.ugc_desk import Outcome, Wish
from ports.community.ugc import UgcKind
from ports.community.ugc_views import DeskCounts, DeskDetail, DeskFilter, DeskUgc, QueueName
from ports.kernel import Page, ProductId

Ids = Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=100)]


class DecisionBody(Body, frozen=True):
    """`reason` is told to the author of what is refused or hidden. `is_fraud`: points earned by it are taken back."""

    ids: Ids
    verb: Literal["show", "refuse", "hide"]
    reason: Annotated[str, Meta(max_length=200)]
    is_fraud: bool = False


class UndoBody(Body, frozen=True):
    ids: Ids


class ReplyBody(Body, frozen=True):
    """Empty takes the reply back."""

    words: Annotated[str, Meta(max_length=600)]


class FeatureBody(Body, frozen=True):
    is_featured: bool


@get("/ugc/counts", operation_id="countUgc")
async def count_ugc(request: AnyRequest) -> DeskCounts:
    return await services(request).community.ugc.desk.counts(actor(request))


@get("/ugc", operation_id="listUgc")
async def list_ugc(  # noqa: PLR0913, PLR0917 - the filters of the list
    request: AnyRequest,
    queue: Annotated[QueueName, QueryParameter(name="queue")] = "waiting",
    kind: Annotated[UgcKind | None, QueryParameter(name="kind")] = None,
    stars: Annotated[int | None, QueryParameter(ge=1, le=5)] = None,
    product: Annotated[UUID | None, QueryParameter(name="productId")] = None,
    q: Query = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[DeskUgc]:
    wanted = DeskFilter(queue, kind, stars, q, ProductId(product) if product else None)
    return await services(request).community.ugc.desk.page(actor(request), wanted, cursor, limit)


@get("/ugc/{ugc_id:uuid}", operation_id="getUgc")
async def get_ugc(request: AnyRequest, ugc_id: FromPath[UUID]) -> DeskDetail:
    return await services(request).community.ugc.desk.one(actor(request), ugc_id)


@post("/ugc/decisions", operation_id="decideUgc", opt={"natural_key": True}, status_code=200)
async def decide(request: AnyRequest, data: JSONBody[DecisionBody]) -> list[Outcome]:
    """Each for itself: done over again it changes nothing."""
    wish = Wish(data.verb, data.reason, data.is_fraud)
    return await services(request).community.ugc.desk.decide(actor(request), data.ids, wish)


@post("/ugc/decisions/undo", operation_id="undoUgc", opt={"natural_key": True}, status_code=200)
async def undo(request: AnyRequest, data: JSONBody[UndoBody]) -> list[Outcome]:
    return await services(request).community.ugc.desk.undo(actor(request), data.ids)


@put("/ugc/{ugc_id:uuid}/reply", operation_id="replyToUgc", opt={"natural_key": True})
async def reply(request: AnyRequest, ugc_id: FromPath[UUID], data: JSONBody[ReplyBody]) -> DeskDetail:
    return await services(request).community.ugc.desk.reply(actor(request), ugc_id, data.words)


@put("/ugc/{ugc_id:uuid}/featured", operation_id="featureUgc", opt={"natural_key": True})
async def feature(request: AnyRequest, ugc_id: FromPath[UUID], data: JSONBody[FeatureBody]) -> DeskDetail:
    desk = services(request).community.ugc.desk
    return await desk.feature(actor(request), ugc_id, is_featured=data.is_featured)


@post("/ugc/{ugc_id:uuid}/reports/settle", operation_id="settleReports", opt={"natural_key": True}, status_code=200)
async def settle_reports(request: AnyRequest, ugc_id: FromPath[UUID]) -> DeskDetail:
    """They were looked at, and it may stay."""
    return await services(request).community.ugc.desk.settle_reports(actor(request), ugc_id)


ROUTES = [count_ugc, list_ugc, get_ugc, decide, undo, reply, feature, settle_reports]
