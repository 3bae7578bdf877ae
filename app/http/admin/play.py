"""Check-in rewards, tasks, the points shop and what is handed out, for operators."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, actor, services
from ports.kernel import Page
from ports.members.check_in import CheckInRewards
from ports.members.play import AwardKind, AwardSource, AwardState
from ports.members.redeeming import AdminAward, AdminRedeemItem, AdminRedeemItems, AwardFilter, RedeemItemRow
from ports.members.tasks import AdminTask, AdminTasks, LimitKind, TaskKind, TaskRow

Points = Annotated[int, Meta(ge=0, le=10_000_000)]
Version = Annotated[int, Meta(ge=0, le=2_000_000_000)]
Count = Annotated[int, Meta(ge=1, le=10_000_000)]
Sort = Annotated[int, Meta(ge=0, le=10_000)]
Title = Annotated[str, Meta(min_length=1, max_length=40)]
Words = Annotated[str, Meta(max_length=120)]


class RewardsBody(Body, frozen=True):
    points: Annotated[list[Points], Meta(min_length=7, max_length=7)]


class TaskBody(Body, frozen=True):
    """`version` as it was read, 0 for a new one."""

    title: Title
    words: Words
    kind: TaskKind
    points: Points
    limit_kind: LimitKind
    limit_count: Count
    is_enabled: bool
    sort: Sort
    version: Version


class RedeemItemBody(Body, frozen=True):
    """`per_member_max` null: no limit. `version` as it was read, 0 for a new one."""

    name: Title
    words: Words
    image_url: Annotated[str, Meta(max_length=500)]
    kind: AwardKind
    template_id: UUID | None
    points: Points
    stock: Points
    per_member_max: Count | None
    is_enabled: bool
    sort: Sort
    version: Version

    def row(self, item_id: UUID) -> RedeemItemRow:
        return RedeemItemRow(
            id=item_id,
            name=self.name.strip(),
            words=self.words.strip(),
            image_url=self.image_url,
            kind=self.kind,
            template_id=self.template_id,
            points=self.points,
            stock=self.stock,
            taken=0,
            per_member_max=self.per_member_max,
            is_enabled=self.is_enabled,
            sort=self.sort,
            version=self.version,
        )


class HandOutBody(Body, frozen=True):
    note: Annotated[str, Meta(max_length=200)]


class CancelAwardBody(Body, frozen=True):
    reason: Annotated[str, Meta(min_length=1, max_length=200)]


@get("/check-in-rewards", operation_id="getCheckInRewards")
async def get_rewards(request: AnyRequest) -> CheckInRewards:
    return await services(request).members.play.check_ins.rewards(actor(request))


@put("/check-in-rewards", operation_id="setCheckInRewards")
async def set_rewards(request: AnyRequest, data: JSONBody[RewardsBody]) -> CheckInRewards:
    return await services(request).members.play.check_ins.set_rewards(actor(request), CheckInRewards(data.points))


@get("/tasks", operation_id="listAdminTasks")
async def list_tasks(request: AnyRequest) -> AdminTasks:
    return await services(request).members.play.tasks.all(actor(request))


@put("/tasks/{code:str}", operation_id="putTask")
async def put_task(request: AnyRequest, code: FromPath[str], data: JSONBody[TaskBody]) -> AdminTask:
    row = TaskRow(
        code=code,
        title=data.title.strip(),
        words=data.words.strip(),
        kind=data.kind,
        points=data.points,
        limit_kind=data.limit_kind,
        limit_count=data.limit_count,
        is_enabled=data.is_enabled,
        sort=data.sort,
        version=data.version,
    )
    return await services(request).members.play.tasks.put(actor(request), row)


@get("/redeem-items", operation_id="listRedeemItems")
async def list_redeem_items(request: AnyRequest) -> AdminRedeemItems:
    return await services(request).members.play.redeem_desk.items(actor(request))


@post("/redeem-items", operation_id="createRedeemItem")
async def create_redeem_item(request: AnyRequest, data: JSONBody[RedeemItemBody]) -> AdminRedeemItem:
    return await services(request).members.play.redeem_desk.create(actor(request), data.row(UUID(int=0)))


@put("/redeem-items/{item_id:uuid}", operation_id="saveRedeemItem")
async def save_redeem_item(
    request: AnyRequest, item_id: FromPath[UUID], data: JSONBody[RedeemItemBody]
) -> AdminRedeemItem:
    return await services(request).members.play.redeem_desk.save(actor(request), data.row(item_id))


@get("/awards", operation_id="listAwards")
async def list_awards(  # noqa: PLR0913  the query parameters of the contract
    request: AnyRequest,
    which: Annotated[AwardState | None, QueryParameter(name="state")] = None,
    source: Annotated[AwardSource | None, QueryParameter()] = None,
    code: Annotated[str | None, QueryParameter(max_length=20)] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[AdminAward]:
    wanted = AwardFilter(which, source, "".join(code.split()) if code else None)
    return await services(request).members.play.redeem_desk.awards(actor(request), wanted, cursor, limit)


@post("/awards/{award_id:uuid}/hand-out", operation_id="handOutAward", status_code=200)
async def hand_out(request: AnyRequest, award_id: FromPath[UUID], data: JSONBody[HandOutBody]) -> AdminAward:
    return await services(request).members.play.redeem_desk.hand_out(actor(request), award_id, data.note.strip())


@post("/awards/{award_id:uuid}/cancel", operation_id="cancelAward", status_code=200)
async def cancel_award(request: AnyRequest, award_id: FromPath[UUID], data: JSONBody[CancelAwardBody]) -> AdminAward:
    return await services(request).members.play.redeem_desk.cancel(actor(request), award_id, data.reason.strip())


ROUTES = [
    get_rewards,
    set_rewards,
    list_tasks,
    put_task,
    list_redeem_items,
    create_redeem_item,
    save_redeem_item,
    list_awards,
    hand_out,
    cancel_award,
]
