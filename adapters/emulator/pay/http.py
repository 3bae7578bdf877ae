"""Routes of api.mch.weixin.qq.com."""

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from adapters.emulator.crypto import gcm_seal
from adapters.emulator.pay.errors import PayError, param_error
from adapters.emulator.pay.seal import HOST, WireRequest
from adapters.emulator.wording import china_time, random_text
from adapters.emulator.world import LiveWorld, World


class Close(msgspec.Struct):
    mchid: str


def _owned(world: World, mchid: str | None) -> None:
    if mchid != world.papers.merchant.mchid:
        raise param_error("mchid与签名的商户号不一致")


@post("/v3/pay/transactions/jsapi", status_code=200)
async def place_order(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    body = await world.seal.open(request)
    return world.seal.answer(request, msgspec.json.encode({"prepay_id": world.orders.place(body)}))


@get("/v3/pay/transactions/out-trade-no/{out_trade_no:str}")
async def query_by_number(request: WireRequest, world: LiveWorld, out_trade_no: FromPath[str]) -> Response[bytes]:
    await world.seal.open(request)
    _owned(world, request.query_params.get("mchid"))
    order = world.orders.by_number(out_trade_no)
    return world.seal.answer(request, msgspec.json.encode(world.orders.transaction(order)))


@get("/v3/pay/transactions/id/{transaction_id:str}")
async def query_by_transaction(
    request: WireRequest, world: LiveWorld, transaction_id: FromPath[str]
) -> Response[bytes]:
    await world.seal.open(request)
    _owned(world, request.query_params.get("mchid"))
    order = world.orders.by_transaction(transaction_id)
    return world.seal.answer(request, msgspec.json.encode(world.orders.transaction(order)))


@post("/v3/pay/transactions/out-trade-no/{out_trade_no:str}/close", status_code=200)
async def close_order(request: WireRequest, world: LiveWorld, out_trade_no: FromPath[str]) -> Response[bytes]:
    body = await world.seal.open(request)
    try:
        close = msgspec.json.decode(body, type=Close)
    except msgspec.DecodeError as error:
        raise param_error("输入源“/body/mchid”缺失") from error
    _owned(world, close.mchid)
    world.orders.close(out_trade_no)
    return world.seal.answer(request, b"", 204)


@post("/v3/refund/domestic/refunds", status_code=200)
async def apply_refund(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    body = await world.seal.open(request)
    return world.seal.answer(request, msgspec.json.encode(world.refunds.apply(body)))


@get("/v3/refund/domestic/refunds/{out_refund_no:str}")
async def query_refund(request: WireRequest, world: LiveWorld, out_refund_no: FromPath[str]) -> Response[bytes]:
    await world.seal.open(request)
    return world.seal.answer(request, msgspec.json.encode(world.refunds.query(out_refund_no)))


@post("/v3/refund/domestic/refunds/{refund_id:str}/apply-abnormal-refund", status_code=200)
async def settle_abnormal_refund(request: WireRequest, world: LiveWorld, refund_id: FromPath[str]) -> Response[bytes]:
    await world.seal.open(request)
    return world.seal.answer(request, msgspec.json.encode(world.refunds.settle_abnormal(refund_id)))


@get("/v3/certificates")
async def certificates(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    """Merchants that only have a public key get an error here, as the newer ones do."""
    await world.seal.open(request)
    if world.faults.now.pay.key_mode == "public_key":
        raise PayError(404, "RESOURCE_NOT_EXISTS", "平台证书不存在，请使用微信支付公钥")
    merchant, nonce = world.papers.merchant, random_text(12)
    certificate = world.papers.platform_certificate
    sealed = gcm_seal(merchant.apiv3_key, nonce, "certificate", merchant.platform_certificate_pem.encode())
    content = {
        "serial_no": merchant.platform_serial,
        "effective_time": china_time(certificate.not_valid_before_utc.timestamp()),
        "expire_time": china_time(certificate.not_valid_after_utc.timestamp()),
        "encrypt_certificate": {
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": nonce,
            "associated_data": "certificate",
            "ciphertext": sealed,
        },
    }
    return world.seal.answer(request, msgspec.json.encode({"data": [content]}))


@get("/v3/bill/tradebill")
async def trade_bill(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    await world.seal.open(request)
    origin = f"{str(request.base_url).rstrip('/')}{HOST}"
    return world.seal.answer(request, msgspec.json.encode(world.bills.trade(dict(request.query_params), origin)))


@get("/v3/billdownload/file")
async def download_bill(request: WireRequest, world: LiveWorld) -> Response[bytes]:
    """The request is signed, the file is not: its digest came with the link."""
    await world.seal.open(request)
    content = world.bills.download(request.query_params.get("token", ""))
    return Response(content, media_type="application/octet-stream")


def refuse(_: Request[None, None, State], error: PayError) -> Response[dict[str, str]]:
    """Errors carry no signature: a client must not trust them more than a timeout."""
    return Response({"code": error.code, "message": error.message}, status_code=error.status)


router = Router(
    HOST,
    route_handlers=[
        place_order,
        query_by_number,
        query_by_transaction,
        close_order,
        apply_refund,
        query_refund,
        settle_abnormal_refund,
        certificates,
        trade_bill,
        download_bill,
    ],
    exception_handlers={PayError: refuse},
)
