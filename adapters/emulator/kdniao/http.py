"""Routes of api.kdniao.com: three addresses, told apart further by RequestType."""

from litestar import Request, Response, Router, post
from litestar.datastructures import State

from adapters.emulator.kdniao.desk import KdniaoError, Unavailable, WireRequest
from adapters.emulator.world import LiveWorld

HOST = "/api.kdniao.com"


@post("/api/EOrderService", status_code=200)
async def waybill_service(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    try:
        call = await world.desk.receive(request)
        if call.request_type == "1007":
            return world.desk.answer(world.waybills.order(call.data))
        if call.request_type == "1147":
            return world.desk.answer(world.waybills.cancel(call.data))
        raise KdniaoError("110", "接口指令不存在")
    except KdniaoError as error:
        return world.desk.refuse(error)


@post("/api/dist", status_code=200)
async def subscription_service(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    try:
        call = await world.desk.receive(request)
        if call.request_type not in ("1008", "8008"):
            raise KdniaoError("110", "接口指令不存在")
        return world.desk.answer(world.tracks.subscribe(call.data, call.request_type))
    except KdniaoError as error:
        return world.desk.refuse(error)


@post("/Ebusiness/EbusinessOrderHandle.aspx", status_code=200)
async def query_service(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    try:
        call = await world.desk.receive(request)
        if call.request_type not in ("1002", "8001", "8002"):
            raise KdniaoError("110", "接口指令不存在")
        return world.desk.answer(world.tracks.query(call.data, call.request_type))
    except KdniaoError as error:
        return world.desk.refuse(error)


def out_of_service(_: Request[None, None, State], __: Unavailable) -> Response[str]:
    return Response("<html><h1>503 Service Unavailable</h1></html>", status_code=503, media_type="text/html")


router = Router(
    HOST,
    route_handlers=[waybill_service, subscription_service, query_service],
    exception_handlers={Unavailable: out_of_service},
)
