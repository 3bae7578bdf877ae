"""Refunds: accepted once per number, finished later, never more than was paid; and what a kill cannot lose."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from adapters.emulator.database import BooksInUse, Database
from tests.contracts.emulator.shop import HookServer, Shop, until

REFUNDS = "/v3/refund/domestic/refunds"


def refund(shop: Shop, number: str, refund_fen: int, total_fen: int, **more: object) -> dict[str, object]:
    return {
        "out_trade_no": "A00001",
        "out_refund_no": number,
        "notify_url": f"{shop.hooks.url}/hooks/wechat/refund",
        "amount": {"refund": refund_fen, "total": total_fen, "currency": "CNY"},
    } | more


async def test_a_refund_is_accepted_then_succeeds_and_notifies(shop: Shop) -> None:
    transaction_id = await shop.paid("A00001", 1990)
    accepted = (await shop.pay("POST", REFUNDS, refund(shop, "R1", 990, 1990))).json()
    assert (accepted["status"], accepted["transaction_id"]) == ("PROCESSING", transaction_id)

    call = (await until(lambda: shop.hooks.to("/hooks/wechat/refund")))[0]
    envelope, resource = shop.opened(call)
    assert (envelope["event_type"], resource["refund_status"]) == ("REFUND.SUCCESS", "SUCCESS")
    assert "status" not in resource
    assert resource["amount"]["refund"] == 990
    queried = (await shop.pay("GET", f"{REFUNDS}/R1")).json()
    assert (queried["status"], queried["refund_id"]) == ("SUCCESS", accepted["refund_id"])
    order = await shop.pay("GET", f"/v3/pay/transactions/out-trade-no/A00001?mchid={shop.papers['mchid']}")
    assert order.json()["trade_state"] == "REFUND"
    totals = (await shop.client.get("/play/totals")).json()
    assert (totals["refundedFen"], totals["refundCount"], totals["balanceFen"]) == (990, 1, 1000)


async def test_the_same_number_refunds_once_and_the_sum_never_exceeds_the_payment(shop: Shop) -> None:
    await shop.paid("A00001", 1000)
    first = (await shop.pay("POST", REFUNDS, refund(shop, "R1", 600, 1000))).json()
    again = (await shop.pay("POST", REFUNDS, refund(shop, "R1", 600, 1000))).json()
    assert again["refund_id"] == first["refund_id"]
    for refused in (
        refund(shop, "R1", 500, 1000),
        refund(shop, "R2", 401, 1000),
        refund(shop, "R2", 100, 999),
        refund(shop, "R2", 0, 1000),
        refund(shop, "R2", 100, 1000, out_trade_no="", transaction_id=""),
    ):
        assert (await shop.pay("POST", REFUNDS, refused)).status_code == 400
    assert (await shop.pay("POST", REFUNDS, refund(shop, "R2", 400, 1000))).status_code == 200
    await until(lambda: len(shop.hooks.to("/hooks/wechat/refund")) == 2)
    totals = (await shop.client.get("/play/totals")).json()
    assert (totals["refundedFen"], totals["balanceFen"]) == (1000, 0)


async def test_unpaid_and_unknown_orders_cannot_be_refunded(shop: Shop) -> None:
    await shop.placed("A00001", 1000)
    assert (await shop.pay("POST", REFUNDS, refund(shop, "R1", 100, 1000))).json()["code"] == "INVALID_REQUEST"
    unknown = await shop.pay("POST", REFUNDS, refund(shop, "R1", 100, 1000, out_trade_no="A00002"))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "RESOURCE_NOT_EXISTS")
    assert (await shop.pay("GET", f"{REFUNDS}/R1")).status_code == 404


async def test_an_abnormal_refund_can_be_settled(shop: Shop) -> None:
    await shop.faults(pay={"refundAbnormalRate": 1})
    await shop.paid("A00001", 1000)
    accepted = (await shop.pay("POST", REFUNDS, refund(shop, "R1", 100, 1000))).json()
    call = (await until(lambda: shop.hooks.to("/hooks/wechat/refund")))[0]
    assert shop.opened(call)[0]["event_type"] == "REFUND.ABNORMAL"
    settled = await shop.pay("POST", f"{REFUNDS}/{accepted['refund_id']}/apply-abnormal-refund", {})
    assert settled.json()["status"] == "SUCCESS"


@pytest.mark.slow
async def test_a_killed_emulator_remembers_payments_and_goes_on_notifying(tmp_path: Path) -> None:
    hooks = HookServer()
    await hooks.start()
    hooks.answer = lambda _: (500, b"")
    environment = os.environ | {"SIYU_HOME": str(tmp_path), "SIYU_HOOKS_URL": hooks.url}
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--port", "8109", "--no-ws"]
    command.append("adapters.emulator.app:create_app")

    async def up() -> tuple[subprocess.Popen[bytes], httpx.AsyncClient]:
        process = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
        client = httpx.AsyncClient(base_url="http://127.0.0.1:8109", trust_env=False)
        for _ in range(600):
            try:
                await client.get("/health")
                return process, client
            except httpx.TransportError:
                await asyncio.sleep(0.05)
        raise AssertionError("the emulator did not start")

    process, client = await up()
    try:
        shop = Shop(client, tmp_path / "emulator", hooks)
        await shop.faults(timeScale=0.02)
        transaction_id = await shop.paid("A00001", 1990)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        await client.aclose()
        hooks.calls.clear()
        hooks.answer = lambda _: (204, b"")
        process, client = await up()
        shop.client = client
        call = (await until(lambda: hooks.to("/hooks/wechat/pay"), 20))[0]
        assert shop.opened(call)[1]["transaction_id"] == transaction_id
        assert (await client.get("/play/totals")).json()["paidFen"] == 1990
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        await client.aclose()
        await hooks.stop()


async def test_two_emulators_never_share_the_books(shop: Shop, emulator_home: Path) -> None:
    books = emulator_home / "emulator.sqlite3"
    with pytest.raises(BooksInUse):
        await asyncio.to_thread(Database, books)
    assert (await shop.client.get("/health")).status_code == 200
