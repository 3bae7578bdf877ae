"""Trade bills: links, digests and sums."""

import gzip
import hashlib
from datetime import datetime, timedelta, timezone

import httpx

from tests.contracts.emulator.shop import PAY, Shop

BILL = "/v3/bill/tradebill"


async def bill(shop: Shop, query: str) -> httpx.Response:
    return await shop.pay("GET", f"{BILL}?{query}")


async def test_a_bill_adds_up_and_its_digest_is_of_the_plain_file(shop: Shop) -> None:
    await shop.faults(timeScale=1)
    await shop.paid("A00001", 1990)
    await shop.paid("A00002", 5)
    amount = {"refund": 90, "total": 1990, "currency": "CNY"}
    await shop.pay(
        "POST", "/v3/refund/domestic/refunds", {"out_trade_no": "A00001", "out_refund_no": "R1", "amount": amount}
    )
    day = datetime.now(timezone(timedelta(hours=8))).strftime("%Y-%m-%d")
    link = (await bill(shop, f"bill_date={day}&bill_type=ALL&tar_type=GZIP")).json()
    target = link["download_url"].split(PAY, 1)[1]
    headers = {"Authorization": shop.authorization("GET", target, "")}
    file = await shop.client.get(PAY + target, headers=headers)
    assert "wechatpay-signature" not in file.headers
    content = gzip.decompress(file.content)
    assert hashlib.sha1(content).hexdigest() == link["hash_value"]
    head, *rows, _, summary = content.decode().strip().split("\r\n")
    assert len(head.split(",")) == 27
    assert [len(row.split(",`")) for row in rows] == [27, 27, 27]
    assert summary == "`3,`19.95,`0.90,`0.00,`0.00,`19.95,`0.90"


async def test_days_without_trade_and_wrong_links(shop: Shop) -> None:
    empty = await bill(shop, "bill_date=2020-01-01")
    assert (empty.status_code, empty.json()["code"]) == (400, "NO_STATEMENT_EXIST")
    for query in ("bill_date=yesterday", "bill_date=2099-01-01", "bill_date=2020-01-01&bill_type=X"):
        assert (await bill(shop, query)).json()["code"] == "INVALID_REQUEST"
    assert (await shop.pay("GET", "/v3/billdownload/file?token=x")).json()["code"] == "INVALID_REQUEST"
