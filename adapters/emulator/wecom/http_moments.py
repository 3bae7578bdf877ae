"""Routes of qyapi.weixin.qq.com: moments of the corporation."""

from litestar import get, post

from adapters.emulator.wechat.gate import WireRequest
from adapters.emulator.wecom.gate import Answer
from adapters.emulator.wecom.moments import MomentId, MomentList, NewMoment
from adapters.emulator.world import LiveWorld


@post("/externalcontact/add_moment_task", status_code=200)
async def add_moment(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.moments.add(await world.wecom.gate.body(request, NewMoment)))


@get("/externalcontact/get_moment_task_result")
async def moment_job(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.moments.result(request.query_params.get("jobid", "")))


@post("/externalcontact/get_moment_list", status_code=200)
async def list_moments(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.moments.page(await world.wecom.gate.body(request, MomentList)))


@post("/externalcontact/get_moment_task", status_code=200)
async def list_moment_tasks(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    return world.wecom.gate.answer(world.wecom.moments.tasks(await world.wecom.gate.body(request, MomentId)))


@post("/externalcontact/get_moment_customer_list", status_code=200)
async def list_moment_customers(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, MomentId)
    return world.wecom.gate.answer(world.wecom.moments.customers(asked, only_seen=False))


@post("/externalcontact/get_moment_send_result", status_code=200)
async def list_moment_results(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    asked = await world.wecom.gate.body(request, MomentId)
    return world.wecom.gate.answer(world.wecom.moments.customers(asked, only_seen=True))


@post("/externalcontact/cancel_moment_task", status_code=200)
async def cancel_moment(request: WireRequest, world: LiveWorld) -> Answer:
    await world.wecom.gate.enter(request)
    world.wecom.moments.cancel((await world.wecom.gate.body(request, MomentId)).moment_id)
    return world.wecom.gate.answer()


handlers = [
    *(add_moment, moment_job, list_moments, list_moment_tasks, list_moment_customers, list_moment_results),
    cancel_moment,
]
