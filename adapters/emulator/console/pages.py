"""Serves the console and the payment sheet; the files are read once."""

from html import escape
from pathlib import Path
from string import Template

import msgspec
from litestar import Request, Response, Router, get
from litestar.datastructures import State
from litestar.params import FromPath

from adapters.emulator.pay.orders import PaySheet
from adapters.emulator.world import LiveWorld

_FOLDER = Path(__file__).parent
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_FILES = {path.name: path.read_bytes() for path in _FOLDER.iterdir() if path.suffix in _TYPES}
_CASHIER = Template(_FILES["cashier.html"].decode())
_SIGNING = Template(_FILES["signing.html"].decode())
_TEMPLATES = ("cashier.html", "signing.html")
_FRESH = {"Cache-Control": "no-store"}


@get("/", sync_to_thread=False)
def console() -> Response[bytes]:
    return Response(_FILES["index.html"], media_type="text/html", headers=_FRESH)


@get("/console/{name:str}", sync_to_thread=False)
def console_file(name: FromPath[str]) -> Response[bytes]:
    content = _FILES.get(name)
    if content is None or name in _TEMPLATES:
        return Response(b"", status_code=404)
    return Response(content, media_type=_TYPES[Path(name).suffix], headers=_FRESH)


@get("/cashier")
async def cashier(request: Request[None, None, State], world: LiveWorld) -> Response[str]:
    """The payment sheet for an iframe: the amount and a button, or the reason why WeChat would not open."""
    sheet_query = request.query_params
    sheet = PaySheet(
        prepay_id=sheet_query.get("prepay_id", "").removeprefix("prepay_id="),
        pay_sign=sheet_query.get("paySign", ""),
        time_stamp=sheet_query.get("timeStamp", ""),
        nonce_str=sheet_query.get("nonceStr", ""),
        device=sheet_query.get("device", ""),
    )
    order = world.orders.by_prepay(sheet.prepay_id)
    refusal = world.orders.sheet_refusal(sheet, order)
    if sheet_query.get("appId") != world.papers.merchant.appid or sheet_query.get("signType", "RSA") != "RSA":
        refusal = "支付验证签名失败"
    total_fen = order["total_fen"] if order is not None else 0
    page = _CASHIER.substitute(
        merchant=escape(world.settings.merchant_name),
        description=escape(order["description"] if order is not None else ""),
        yuan=f"{total_fen / 100:,.2f}",
        refusal=escape(refusal),
        state="refused" if refusal else "open",
        # Inside a script element only "</" could end it early.
        sheet=msgspec.json.encode(sheet).decode().replace("</", "<\\/"),
    )
    return Response(page, media_type="text/html", headers=_FRESH)


@get("/signing")
async def signing(request: Request[None, None, State], world: LiveWorld) -> Response[str]:
    """WeChat's signing page for an iframe: what the shop's mini-program handed over, and at whose phone."""
    extra = dict(request.query_params)
    device = extra.pop("device", "")
    refusal = world.contracts.signing_refusal(extra)
    page = _SIGNING.substitute(
        merchant=escape(world.settings.merchant_name),
        account=escape(extra.get("contract_display_account", "")),
        refusal=escape(refusal),
        state="refused" if refusal else "open",
        ask=msgspec.json.encode({"device": device, "extraData": extra}).decode().replace("</", "<\\/"),
    )
    return Response(page, media_type="text/html", headers=_FRESH)


router = Router("/", route_handlers=[console, console_file, cashier, signing])
