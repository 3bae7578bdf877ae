"""Routes of api.mch.weixin.qq.com for contracts to collect later: four of API v2 in XML, one of v3."""

from collections.abc import Callable

import msgspec
from litestar import Response, Router, post
from litestar.params import FromPath

from adapters.emulator.faults import dawdle, happens
from adapters.emulator.pay.errors import PayError, invalid_request, param_error
from adapters.emulator.pay.http import refuse
from adapters.emulator.pay.seal import HOST, WireRequest
from adapters.emulator.pay.v2_seal import Fault, Fields
from adapters.emulator.world import LiveWorld, World

BUSY = Response(b"busy", status_code=502)


class Estimate(msgspec.Struct):
    amount: int


class Duration(msgspec.Struct):
    count: int
    unit: str


class Announcement(msgspec.Struct):
    mchid: str
    appid: str
    deduct_duration: Duration
    estimated_amount: Estimate


async def _answer(request: WireRequest, world: World, act: Callable[[Fields], Fields]) -> Response[bytes]:
    """Half of the failures strike before the work and half after it."""
    faults, seal = world.faults.now.pay, world.contracts.seal
    await dawdle(faults.slow_ms)
    body = await request.body()
    if happens(faults.error5xx_rate / 2):
        return BUSY
    try:
        answer = seal.answer({"result_code": "SUCCESS"} | act(seal.opened(body)))
    except Fault as fault:
        answer = seal.refusal(fault)
    if happens(faults.error5xx_rate / 2):
        return BUSY
    return Response(answer, media_type="text/xml")


@post("/papay/querycontract", status_code=200)
async def query_contract(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    return await _answer(request, world, lambda fields: world.contracts.query(fields.get("contract_code", "")))


@post("/papay/deletecontract", status_code=200)
async def delete_contract(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    def act(fields: Fields) -> Fields:
        world.contracts.end(fields.get("contract_code", ""), 3)
        return {"contract_code": fields["contract_code"]}

    return await _answer(request, world, act)


@post("/pay/pappayapply", status_code=200)
async def apply_deduction(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    def act(fields: Fields) -> Fields:
        world.contracts.apply(fields)
        return {}

    return await _answer(request, world, act)


@post("/pay/paporderquery", status_code=200)
async def query_deduction(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    return await _answer(request, world, lambda fields: world.contracts.deduction(fields.get("out_trade_no", "")))


@post("/v3/papay/contracts/{contract_id:str}/notify", status_code=200)
async def announce_deduction(request: WireRequest, world: LiveWorld, contract_id: FromPath[str]) -> Response[bytes]:
    body = await world.seal.open(request)
    try:
        wanted = msgspec.json.decode(body, type=Announcement)
    except msgspec.DecodeError as error:
        raise param_error("参数错误") from error
    merchant = world.papers.merchant
    if (wanted.mchid, wanted.appid) != (merchant.mchid, merchant.appid) or wanted.deduct_duration.unit != "DAY":
        raise param_error("参数错误")
    try:
        world.contracts.announce(contract_id, wanted.estimated_amount.amount)
    except Fault as fault:
        raise invalid_request(fault.words) from fault
    return world.seal.answer(request, b"", 204)


router = Router(
    HOST,
    route_handlers=[query_contract, delete_contract, apply_deduction, query_deduction, announce_deduction],
    exception_handlers={PayError: refuse},
)
