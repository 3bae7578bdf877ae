"""Live codes of WeCom: who is led to whom, and what new contacts get."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from app.http.admin.wecom import WecomId
from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from ports.community.cards import CardWish
from ports.community.live_codes import LiveCodeRow, LiveCodeRules, LiveCodeState, Shift
from ports.kernel import ProductId

Minute = Annotated[int, Meta(ge=0, le=1440)]


class ShiftBody(Body, frozen=True):
    """`weekdays`: 1 is Monday. Minutes of the day in Shanghai; 1440 is midnight."""

    user_ids: Annotated[tuple[WecomId, ...], Meta(min_length=1, max_length=100)]
    weekdays: Annotated[tuple[Annotated[int, Meta(ge=1, le=7)], ...], Meta(min_length=1, max_length=7)]
    from_minute: Minute
    to_minute: Minute


class CardBody(Body, frozen=True):
    """Without `product_id` it leads to the home page, and needs a title and a picture. Empty `title`: the product's."""

    title: Annotated[str, Meta(max_length=21)]
    product_id: UUID | None
    media_id: UUID | None

    def wish(self) -> CardWish:
        product_id = None if self.product_id is None else ProductId(self.product_id)
        return CardWish(self.title.strip(), product_id, self.media_id)


class LiveCodeBody(Body, frozen=True, kw_only=True):
    name: Annotated[str, Meta(min_length=1, max_length=20)]
    shifts: Annotated[tuple[ShiftBody, ...], Meta(max_length=20)]
    spare_user_ids: Annotated[tuple[WecomId, ...], Meta(max_length=100)]
    daily_max: Annotated[int, Meta(ge=1, le=20000)] | None
    skip_verify: bool
    tag_ids: Annotated[tuple[WecomId, ...], Meta(max_length=20)]
    welcome: Annotated[str, Meta(max_length=600)]
    template_id: UUID | None
    card: CardBody | None = None

    def rules(self) -> LiveCodeRules:
        return LiveCodeRules(
            name=self.name,
            shifts=tuple(Shift(one.user_ids, one.weekdays, one.from_minute, one.to_minute) for one in self.shifts),
            spare_user_ids=self.spare_user_ids,
            daily_max=self.daily_max,
            skip_verify=self.skip_verify,
            tag_ids=self.tag_ids,
            welcome=self.welcome,
            template_id=self.template_id,
            card=self.card.wish() if self.card else None,
        )


class ChangedLiveCodeBody(LiveCodeBody, frozen=True, kw_only=True):
    """`version`: of the code that was changed."""

    version: Annotated[int, Meta(ge=1, le=2_000_000_000)]


class LiveCodeAnswer(Struct, frozen=True, rename="camel"):
    """`serving`: the guides that WeCom leads to now. `qr_url`: the picture, once WeCom has drawn it."""

    id: UUID
    mark: str
    rules: LiveCodeRules
    state: LiveCodeState
    qr_url: str | None
    serving: tuple[str, ...]
    made_at: datetime
    version: int
    problem: str | None


@get("/wecom/live-codes", operation_id="listLiveCodes")
async def list_live_codes(request: AnyRequest) -> tuple[LiveCodeAnswer, ...]:
    return tuple(map(_answer, await services(request).community.live_code_desk.all(actor(request))))


@post("/wecom/live-codes", operation_id="createLiveCode")
async def create_live_code(request: AnyRequest, data: JSONBody[LiveCodeBody]) -> LiveCodeAnswer:
    return _answer(await services(request).community.live_code_desk.create(actor(request), data.rules()))


@put("/wecom/live-codes/{live_code_id:uuid}", operation_id="changeLiveCode")
async def change_live_code(
    request: AnyRequest, live_code_id: FromPath[UUID], data: JSONBody[ChangedLiveCodeBody]
) -> LiveCodeAnswer:
    desk = services(request).community.live_code_desk
    return _answer(await desk.change(actor(request), live_code_id, data.rules(), data.version))


@post("/wecom/live-codes/{live_code_id:uuid}/stop", operation_id="stopLiveCode", status_code=200)
async def stop_live_code(request: AnyRequest, live_code_id: FromPath[UUID]) -> LiveCodeAnswer:
    return _answer(await services(request).community.live_code_desk.stop(actor(request), live_code_id))


def _answer(row: LiveCodeRow) -> LiveCodeAnswer:
    return LiveCodeAnswer(
        *(row.id, row.mark, row.rules, row.state, row.qr_url, row.told, row.made_at, row.version, row.problem)
    )


ROUTES = [list_live_codes, create_live_code, change_live_code, stop_live_code]
