"""What every call to api.kdniao.com passes: faults, the form, the signature."""

import secrets
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from litestar import Request, Response
from litestar.datastructures import State

from adapters.emulator.crypto import kdniao_sign
from adapters.emulator.faults import FaultBoard, dawdle, happens
from adapters.emulator.merchant import Papers

WireRequest = Request[None, None, State]

SHIPPERS = {
    "SF": "顺丰速运",
    "ZTO": "中通快递",
    "STO": "申通快递",
    "YTO": "圆通速递",
    "YD": "韵达速递",
    "JD": "京东快递",
    "JTSD": "极兔速递",
    "EMS": "EMS",
    "YZPY": "邮政快递包裹",
    "DBL": "德邦快递",
    "UC": "优速快递",
    "ZJS": "宅急送",
    "KYSY": "跨越速运",
}


class KdniaoError(Exception):
    """A refusal: `Success` false with a code and a reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class Unavailable(Exception):
    """The switches `down` and `error5xxRate`."""


class Call(msgspec.Struct, frozen=True):
    request_type: str
    data: dict[str, Any]


class KdniaoDesk:
    def __init__(self, papers: Papers, faults: FaultBoard) -> None:
        self._merchant = papers.merchant
        self._faults = faults

    async def receive(self, request: WireRequest) -> Call:
        """The verified content. Raises Unavailable or KdniaoError."""
        faults = self._faults.now.kdniao
        await dawdle(faults.slow_ms)
        if faults.down or happens(faults.error5xx_rate):
            raise Unavailable
        form = dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
        raw = form.get("RequestData", "")
        if not raw or not form.get("RequestType"):
            raise KdniaoError("101", "缺少必要参数")
        if form.get("EBusinessID") != self._merchant.kdniao_ebusiness_id:
            raise KdniaoError("102", "用户ID不存在")
        if form.get("DataType", "2") != "2":
            raise KdniaoError("104", "DataType只支持2")
        if not secrets.compare_digest(form.get("DataSign", ""), kdniao_sign(raw, self._merchant.kdniao_app_key)):
            raise KdniaoError("103", "数据验证不通过")
        try:
            data = msgspec.json.decode(raw)
        except msgspec.DecodeError as error:
            raise KdniaoError("104", "RequestData不是合法的JSON") from error
        if not isinstance(data, dict):
            raise KdniaoError("104", "RequestData不是合法的JSON对象")
        return Call(form["RequestType"], data)

    def answer(self, content: dict[str, Any]) -> Response[bytes]:
        body = msgspec.json.encode({"EBusinessID": self._merchant.kdniao_ebusiness_id} | content)
        return Response(body, status_code=200, media_type="application/json; charset=utf-8")

    def refuse(self, error: KdniaoError) -> Response[bytes]:
        return self.answer({"Success": False, "ResultCode": error.code, "Reason": error.reason})


def text(data: dict[str, Any], *names: str) -> str:
    """The first of `names` that is filled, as text."""
    for name in names:
        value = data.get(name)
        if value not in (None, ""):
            return str(value)
    return ""
