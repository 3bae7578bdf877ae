"""The contract adapter against the emulator: signatures both ways, deductions, and the failures of a real network."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from msgspec.structs import replace

from adapters.system import SystemClock
from adapters.wechat_pay.client import PayClient
from adapters.wechat_pay.contracts import ContractConfig, WechatContracts, signature
from ports.kernel import OutsideUnavailable
from ports.outside.pay import DeductionOrder, ForgedNotice, PayRefused, TradeNotFound
from tests.contracts.emulator.shop import until
from tests.emulated import Emulated

CONTRACTS, DEDUCTIONS = "/hooks/wechat-pay/contracts", "/hooks/wechat-pay/deductions"


def config_of(outside: Emulated) -> ContractConfig:
    return ContractConfig(v2_key=outside.papers["apiv2_key"], plan_id=outside.papers["papay_plan_id"])


@pytest.fixture
async def gateway(outside: Emulated) -> AsyncIterator[WechatContracts]:
    client = PayClient(outside.pay_config(), SystemClock(), transport=outside.wire)
    made = WechatContracts(config_of(outside), client, SystemClock(), outside.wire)
    yield made
    await made.close()
    await client.close()


async def signed(outside: Emulated, gateway: WechatContracts, serial: int = 1) -> str:
    """A contract that the person at phone-1 has consented to."""
    await outside.login()
    code = uuid4().hex
    call = gateway.signing(code, serial)
    answer = (
        await outside.http.post("/play/contracts/consent", json={"device": "phone-1", "extraData": dict(call.extra)})
    ).json()
    assert answer["result"] == "ok", answer
    return code


async def deducted(outside: Emulated, gateway: WechatContracts, code: str, amount_fen: int = 990) -> str:
    number = f"M20260410{uuid4().int % 10**8:08d}T{uuid4().hex[:12]}"
    facts = await gateway.query_contract(code)
    await gateway.deduct(DeductionOrder(number, facts.ref, amount_fen, "月度会员自动续费"))
    return number


def test_the_signature_is_that_of_the_example() -> None:
    # The example of API v2's signing rules: appid, body, device_info, mch_id, nonce_str, and its key.
    fields = {
        "appid": "wxd930ea5d5a258f4f",
        "mch_id": "10000100",
        "device_info": "1000",
        "body": "test",
        "nonce_str": "ibuaiVcKdpRxkhJA",
    }
    key = "192006250b4c09247ec02edce69f6a2d"
    assert signature(fields, key, "MD5") == "9A0A8659F005D6984697E2CA0A9CF3B7"
    hmac = "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6"
    assert signature(fields, key, "HMAC-SHA256") == hmac


async def test_consent_is_told_once_and_can_be_asked_about(outside: Emulated, gateway: WechatContracts) -> None:
    await outside.faults(pay={"duplicateNotifyRate": 1})
    openid = (await outside.login())["openid"]
    code = await signed(outside, gateway)
    await until(lambda: len(outside.hooks.to(CONTRACTS)) >= 2)
    notices = [gateway.read_notice(call.body) for call in outside.hooks.to(CONTRACTS)]
    assert len({notice.key for notice in notices}) == 1
    told, asked = notices[0].contract, await gateway.query_contract(code)
    assert told is not None and (told.code, told.openid, told.state) == (code, openid, "active")
    assert (asked.ref, asked.openid, asked.state) == (told.ref, openid, "active")


async def test_a_page_that_was_tampered_with_is_not_shown(outside: Emulated, gateway: WechatContracts) -> None:
    extra = dict(gateway.signing(uuid4().hex, 1).extra) | {"plan_id": "99"}
    body = {"device": "phone-1", "extraData": extra}
    assert (await outside.http.post("/play/contracts/consent", json=body)).json()["result"] == "fail"


async def test_nobody_signed_it(gateway: WechatContracts) -> None:
    with pytest.raises(TradeNotFound):
        await gateway.query_contract(uuid4().hex)
    with pytest.raises(TradeNotFound):
        await gateway.query_deduction("M2026041012345678T000000000000")


async def test_a_deduction_is_taken_once_under_its_number(outside: Emulated, gateway: WechatContracts) -> None:
    code = await signed(outside, gateway)
    number = await deducted(outside, gateway, code)
    facts = await gateway.query_contract(code)
    await gateway.deduct(DeductionOrder(number, facts.ref, 990, "月度会员自动续费"))
    await until(lambda: outside.hooks.to(DEDUCTIONS))
    told = gateway.read_notice(outside.hooks.to(DEDUCTIONS)[0].body).deduction
    asked = await gateway.query_deduction(number)
    assert told == asked and asked.trade is not None
    assert (asked.state, asked.trade.amount_fen, asked.trade.out_trade_no) == ("paid", 990, number)
    assert asked.trade.paid_at is not None and abs((asked.trade.paid_at - datetime.now(UTC)).total_seconds()) < 10
    totals = (await outside.http.get("/play/totals")).json()
    assert totals["balanceFen"] == 990


async def test_an_empty_wallet_is_told_with_its_reason(outside: Emulated, gateway: WechatContracts) -> None:
    code = await signed(outside, gateway)
    await outside.http.post(f"/play/contracts/{code}/empty")
    number = await deducted(outside, gateway, code)
    await until(lambda: outside.hooks.to(DEDUCTIONS))
    told = gateway.read_notice(outside.hooks.to(DEDUCTIONS)[0].body).deduction
    assert told is not None and (told.state, told.reason, told.trade) == ("failed", "账户余额不足", None)
    assert (await gateway.query_deduction(number)).state == "failed"


async def test_a_lost_answer_may_have_been_taken(outside: Emulated, gateway: WechatContracts) -> None:
    code = await signed(outside, gateway)
    facts = await gateway.query_contract(code)
    order = DeductionOrder("M2026041000000001T000000000001", facts.ref, 990, "月度会员自动续费")
    outside.wire.cut = "answer"
    before = outside.wire.requests
    with pytest.raises(OutsideUnavailable):
        await gateway.deduct(order)
    assert outside.wire.requests == before + 1
    outside.wire.cut = None
    assert (await gateway.query_deduction(order.out_trade_no)).state in ("accepted", "paid")


async def test_ended_by_the_shop_and_ended_in_wechat(outside: Emulated, gateway: WechatContracts) -> None:
    ours, theirs = await signed(outside, gateway, 1), await signed(outside, gateway, 2)
    outside.hooks.calls.clear()
    await gateway.end_contract(ours)
    with pytest.raises(PayRefused):
        await gateway.end_contract(ours)
    await outside.http.post(f"/play/contracts/{theirs}/end")
    await until(lambda: len(outside.hooks.to(CONTRACTS)) >= 2)
    told = [gateway.read_notice(call.body).contract for call in outside.hooks.to(CONTRACTS)]
    assert {fact.code for fact in told if fact is not None and fact.state == "ended"} == {ours, theirs}
    facts = await gateway.query_contract(ours)
    assert facts.state == "ended"
    with pytest.raises(TradeNotFound):
        await gateway.deduct(DeductionOrder("M2026041000000002T000000000001", facts.ref, 990, "x"))


async def test_the_coming_deduction_is_announced(outside: Emulated, gateway: WechatContracts) -> None:
    code = await signed(outside, gateway)
    facts = await gateway.query_contract(code)
    await gateway.announce(facts.ref, 990)
    [contract] = (await outside.http.get("/play/contracts")).json()["items"]
    assert contract["announcedFen"] == 990
    with pytest.raises(PayRefused):
        await gateway.announce("Wx-unknown", 990)


async def test_a_forged_notice_is_refused(outside: Emulated, gateway: WechatContracts) -> None:
    await signed(outside, gateway)
    await until(lambda: outside.hooks.to(CONTRACTS))
    body = outside.hooks.to(CONTRACTS)[0].body
    wrong_key = WechatContracts(
        replace(config_of(outside), v2_key="0" * 32), PayClient(outside.pay_config(), SystemClock()), SystemClock()
    )
    forgeries = [body.replace(b"ADD", b"DELETE"), body.replace(b"<sign>", b"<sign>0"), b"<xml><a>1</a></xml>", b"x"]
    for forged in forgeries:
        with pytest.raises(ForgedNotice):
            gateway.read_notice(forged)
    with pytest.raises(ForgedNotice):
        wrong_key.read_notice(body)


async def test_an_answer_that_is_not_wechats_says_nothing(outside: Emulated, gateway: WechatContracts) -> None:
    other = replace(config_of(outside), v2_key="0" * 32)
    client = PayClient(outside.pay_config(), SystemClock(), transport=outside.wire)
    stranger = WechatContracts(other, client, SystemClock(), outside.wire)
    with pytest.raises(PayRefused):
        await stranger.query_contract(uuid4().hex)


async def test_the_shop_without_papers_collects_nothing(outside: Emulated) -> None:
    client = PayClient(outside.pay_config(), SystemClock())
    bare = WechatContracts(ContractConfig(), client, SystemClock())
    assert not bare.is_configured
    with pytest.raises(ForgedNotice):
        bare.read_notice(b"<xml><mch_id>1</mch_id></xml>")
