"""Player API of contracts: consent or not on WeChat's page, end one in WeChat, empty the wallet behind it."""

from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from adapters.emulator.pay.v2_seal import Fault
from adapters.emulator.play.people import Device, Refusal, refuse
from adapters.emulator.wording import camel_row
from adapters.emulator.world import LiveWorld

Extra = dict[
    Annotated[str, Meta(max_length=64)],
    Annotated[str, Meta(max_length=256)],
]


class Consent(msgspec.Struct, rename="camel"):
    """What the shop's mini-program hands over, at whose phone."""

    device: Device
    extra_data: Extra


@get("/contracts")
async def list_contracts(world: LiveWorld) -> dict[str, list[dict[str, Any]]]:
    rows = world.db.all(
        "SELECT c.contract_code, c.contract_id, c.openid, u.nickname, c.state, c.signed_at, c.ended_at, c.ended_mode,"
        " c.announced_fen, c.is_broke, (SELECT count(*) FROM deductions d WHERE d.contract_id = c.contract_id"
        " AND d.state = 'SUCCESS') AS paid_count, (SELECT sum(d.total_fen) FROM deductions d"
        " WHERE d.contract_id = c.contract_id AND d.state = 'SUCCESS') AS paid_fen"
        " FROM contracts c JOIN users u USING (openid) ORDER BY c.signed_at DESC LIMIT 100"
    )
    return {"items": [camel_row(dict(row)) for row in rows]}


@post("/contracts/consent", status_code=200)
async def consent(data: JSONBody[Consent], world: LiveWorld) -> dict[str, str]:
    """The person presses 同意 on WeChat's signing page. Closing the page is told to nobody."""
    refusal = world.contracts.signing_refusal(data.extra_data)
    if refusal:
        return {"result": "fail", "message": refusal, "contractId": ""}
    person = world.people.at_device(data.device)
    contract_id = world.contracts.sign(person["openid"], data.extra_data)
    return {"result": "ok", "message": "签约成功", "contractId": contract_id}


@post("/contracts/{code:str}/{action:str}", status_code=200)
async def act_on_contract(code: FromPath[str], action: FromPath[str], world: LiveWorld) -> dict[str, str] | Refusal:
    """`end` in WeChat's wallet; `empty` and `refill` the account that pays."""
    if action not in ("end", "empty", "refill"):
        return refuse(404, "没有这个动作")
    try:
        world.contracts.by_code(code)
        if action == "end":
            world.contracts.end(code, 2)
        else:
            world.db.run("UPDATE contracts SET is_broke = ? WHERE contract_code = ?", action == "empty", code)
    except Fault as fault:
        return refuse(409, fault.words)
    return {"result": "ok"}


handlers = [list_contracts, consent, act_on_contract]
