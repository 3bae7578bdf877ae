"""The WeChat Pay adapter against the emulator: both key modes, rotation, fail closed, one spelling of errors."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from msgspec.structs import replace
from wechatpayv3.async_.core import AsyncCore

from adapters.system import SystemClock
from adapters.wechat_pay.client import PayClient
from adapters.wechat_pay.gateway import WechatPay
from adapters.wechat_pay.keys import PayConfig, Sealed
from ports.kernel import OutsideUnavailable, in_transaction
from ports.outside.pay import ForgedNotice, PayRefused, PrepayOrder, RefundOrder, TradeNotFound
from tests.contracts.emulator.shop import until
from tests.emulated import Emulated

NOTICES = "/hooks/wechat-pay/transactions"


@asynccontextmanager
async def paying(outside: Emulated, config: PayConfig | None = None, reload: Any = None) -> AsyncIterator[WechatPay]:
    client = PayClient(config or outside.pay_config(), SystemClock(), reload, outside.wire)
    yield WechatPay(client, SystemClock())
    await client.close()


async def _order(outside: Emulated, number: str = "202511200000000001Tab12", amount_fen: int = 9900) -> PrepayOrder:
    openid = (await outside.login())["openid"]
    return PrepayOrder(number, openid, amount_fen, "婴儿柔湿巾等 2 件商品", datetime.now(UTC) + timedelta(minutes=30))


async def _confirm(outside: Emulated, gateway: WechatPay, prepay_id: str) -> None:
    params = gateway.client_params(prepay_id)
    sheet = {
        "prepayId": prepay_id,
        "paySign": params.pay_sign,
        "timeStamp": params.time_stamp,
        "nonceStr": params.nonce_str,
        "device": "phone-1",
    }
    assert (await outside.http.post("/play/pay/confirm", json=sheet)).json()["result"] == "ok"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("public_key", "public_key"),
        ("public_key", "certificate"),
        ("public_key", "mixed"),
        ("certificate", "certificate"),
        ("certificate", "mixed"),
    ],
)
async def test_a_payment_in_every_mix_of_keys_that_can_be(
    outside: Emulated,
    ours: Literal["public_key", "certificate"],
    theirs: Literal["public_key", "certificate", "mixed"],
) -> None:
    await outside.faults(pay={"keyMode": theirs})
    async with paying(outside, outside.pay_config(ours)) as gateway:
        order = await _order(outside)
        await _confirm(outside, gateway, await gateway.prepay(order))
        trade = await gateway.query(order.out_trade_no)
        assert (trade.state, trade.amount_fen) == ("SUCCESS", 9900)
        assert trade.paid_at is not None and abs(datetime.now(UTC) - trade.paid_at) < timedelta(seconds=10)
        await until(lambda: outside.hooks.to(NOTICES))
        call = outside.hooks.to(NOTICES)[0]
        notice = await gateway.read_notice(call.headers, call.body)
        assert notice.trade == trade
        assert gateway.reopen_notice(call.body) == notice


async def test_a_merchant_without_the_public_key_believes_nothing_that_it_signs(outside: Emulated) -> None:
    await outside.faults(pay={"keyMode": "public_key"})
    async with paying(outside, outside.pay_config("certificate")) as gateway:
        with pytest.raises(OutsideUnavailable):
            await gateway.prepay(await _order(outside))


async def test_the_same_order_again_gives_the_same_prepay_id_and_a_changed_one_is_refused(outside: Emulated) -> None:
    async with paying(outside) as gateway:
        order = await _order(outside)
        assert await gateway.prepay(order) == await gateway.prepay(order)
        with pytest.raises(PayRefused):
            await gateway.prepay(replace(order, amount_fen=1))


async def test_close_and_what_cannot_be_closed(outside: Emulated) -> None:
    async with paying(outside) as gateway:
        order = await _order(outside)
        with pytest.raises(TradeNotFound):
            await gateway.query(order.out_trade_no)
        with pytest.raises(TradeNotFound):
            await gateway.close(order.out_trade_no)
        prepay_id = await gateway.prepay(order)
        assert (await gateway.query(order.out_trade_no)).state == "NOTPAY"
        await _confirm(outside, gateway, prepay_id)
        with pytest.raises(PayRefused):
            await gateway.close(order.out_trade_no)
        other = await _order(outside, "202511200000000002Tab12")
        await gateway.prepay(other)
        await gateway.close(other.out_trade_no)
        assert (await gateway.query(other.out_trade_no)).state == "CLOSED"


async def test_refunds_in_parts_under_numbers_that_refund_once(outside: Emulated) -> None:
    async with paying(outside) as gateway:
        order = await _order(outside)
        await _confirm(outside, gateway, await gateway.prepay(order))
        with pytest.raises(TradeNotFound):
            await gateway.query_refund("R1")
        wish = RefundOrder("R1", order.out_trade_no, 4000, 9900, "不想要了，" * 30)
        first = await gateway.refund(wish)
        assert first.status == "PROCESSING"
        assert (await gateway.refund(wish)).refund_id == first.refund_id
        await until(lambda: outside.hooks.to("/hooks/wechat-pay/refunds"))
        call = outside.hooks.to("/hooks/wechat-pay/refunds")[0]
        notice = await gateway.read_notice(call.headers, call.body)
        assert notice.refund == await gateway.query_refund("R1")
        assert notice.refund.status == "SUCCESS"
        with pytest.raises(PayRefused):
            await gateway.refund(RefundOrder("R2", order.out_trade_no, 6000, 9900, "多退"))


async def test_an_answer_with_a_wrong_signature_is_no_answer(outside: Emulated) -> None:
    await outside.faults(pay={"wrongSignatureRate": 1})
    async with paying(outside) as gateway:
        with pytest.raises(OutsideUnavailable):
            await gateway.prepay(await _order(outside))


async def test_server_errors_are_unknown_effects_and_the_circuit_opens(outside: Emulated) -> None:
    outside.wire.cut = "request"
    async with paying(outside) as gateway:
        for _ in range(4):
            with pytest.raises(OutsideUnavailable):
                await gateway.query("202511200000000001Tab12")
        asked = outside.wire.requests
        with pytest.raises(OutsideUnavailable):
            await gateway.query("202511200000000001Tab12")
        assert outside.wire.requests == asked


async def test_a_public_key_that_came_later_is_read_from_the_settings(outside: Emulated) -> None:
    config = outside.pay_config()
    stale_key = rsa.generate_private_key(65537, 2048).public_key()
    stale_pem = stale_key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()
    stale = replace(config, public_key_id="PUB_KEY_ID_0114_OLD", public_key_pem=stale_pem)
    async with paying(outside, stale, lambda: config) as gateway:
        assert await gateway.prepay(await _order(outside))


async def test_forged_notices_are_refused(outside: Emulated) -> None:
    await outside.faults(pay={"signTestRate": 1})
    async with paying(outside) as gateway:
        order = await _order(outside)
        outside.hooks.answer = lambda call: (
            (500, b"") if "SIGNTEST" in call.headers["wechatpay-signature"] else (204, b"")
        )
        await _confirm(outside, gateway, await gateway.prepay(order))
        await until(lambda: len(outside.hooks.to(NOTICES)) >= 2)
        probe, real = outside.hooks.to(NOTICES)[:2]
        assert probe.headers["wechatpay-signature"].startswith("WECHATPAY/SIGNTEST/")
        with pytest.raises(ForgedNotice):
            await gateway.read_notice(probe.headers, probe.body)
        assert (await gateway.read_notice(real.headers, real.body)).trade is not None
        for name, value in {
            "wechatpay-timestamp": str(int(datetime.now(UTC).timestamp()) - 301),
            "wechatpay-nonce": "other",
            "wechatpay-serial": "",
            "wechatpay-signature": "不是签名",
        }.items():
            with pytest.raises(ForgedNotice):
                await gateway.read_notice(real.headers | {name: value}, real.body)


async def test_no_call_inside_a_transaction(outside: Emulated) -> None:
    async with paying(outside) as gateway:
        token = in_transaction.set(True)
        try:
            with pytest.raises(AssertionError):
                await gateway.query("202511200000000001Tab12")
        finally:
            in_transaction.reset(token)


async def test_another_library_reads_our_signature_and_the_same_notice(outside: Emulated) -> None:
    """wechatpayv3 as a second opinion on the wire format."""
    papers = outside.papers
    second = AsyncCore(
        papers["mchid"],
        papers["merchant_serial"],
        papers["merchant_private_key_pem"],
        papers["apiv3_key"],
        public_key=papers["pay_public_key_pem"],
        public_key_id=papers["pay_public_key_id"],
    )
    async with paying(outside) as gateway:
        params = gateway.client_params("wx1")
        lines = [params.app_id, params.time_stamp, params.nonce_str, params.package]
        assert second.sign(lines) == params.pay_sign
        await _confirm(outside, gateway, await gateway.prepay(await _order(outside)))
        await until(lambda: outside.hooks.to(NOTICES))
        call = outside.hooks.to(NOTICES)[0]
        read = second.callback(call.headers, call.body.decode())
        ours = (await gateway.read_notice(call.headers, call.body)).trade
        assert ours is not None
        assert read["resource"]["transaction_id"] == ours.transaction_id


def test_vector_of_the_official_seal() -> None:
    """G.12."""
    sealed = Sealed("AEAD_AES_256_GCM", "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI=", "uluk4a9R25RW", "associatedData")
    assert sealed.open("a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb") == b"message"


def test_the_authorization_covers_method_target_time_nonce_and_body() -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    from adapters.wechat_pay.keys import MerchantKey

    config = PayConfig(
        appid="wx",
        mchid="1900000001",
        serial="AB12",
        private_key_pem=pem,
        apiv3_key="k" * 32,
        key_mode="certificate",
        public_key_id="",
        public_key_pem="",
        base_url="",
        notify_url="",
    )
    header = MerchantKey(config).authorization(
        "POST", "/v3/x?a=1", b'{"b":1}\n', datetime.fromtimestamp(1624523846, UTC)
    )
    pairs = dict(part.split("=", 1) for part in header.split(" ", 1)[1].split(","))
    pairs = {name: value.strip('"') for name, value in pairs.items()}
    message = f"POST\n/v3/x?a=1\n1624523846\n{pairs['nonce_str']}\n" + '{"b":1}\n\n'
    key.public_key().verify(base64.b64decode(pairs["signature"]), message.encode(), padding.PKCS1v15(), hashes.SHA256())
    assert (pairs["mchid"], pairs["serial_no"]) == ("1900000001", "AB12")
