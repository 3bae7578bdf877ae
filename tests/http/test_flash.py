"""Flash sale over HTTP: what shoppers see, press, and are told."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.http.throttle import Throttle
from ports.promotion.rules import Flash
from tests.http.flash_sales import consume, keep, open_sale, reserve
from tests.http.shop import Person, Shop

GROUPS = ("mama", "run")


async def _session(shop: Shop, campaign_id: str) -> dict:
    shop.app.state.services.flash_pages.forget()
    return next(one for one in (await shop.guest.get("/flash"))["sessions"] if one["id"] == campaign_id)


async def test_from_the_button_to_the_order(shop: Shop, shopper: Person) -> None:
    goods = await shop.goods()
    campaign_id = await open_sale(shop, goods, 10)
    before = await _session(shop, campaign_id)
    assert (before["state"], before["groupsToUnlock"], before["payWithinMinutes"]) == ("running", 0, 10)
    [item] = before["items"]
    assert (item["total"], item["remaining"], item["priceFen"], item["listPriceFen"]) == (
        10,
        10,
        9_900,
        goods.price_fen,
    )
    answer = await reserve(shopper, campaign_id, goods)
    assert answer.status_code == 202 and answer.json()["place"] == 1
    path = f"/flash/tickets/{answer.json()['ticketId']}"
    queued = await shopper.get(path)
    assert (queued["state"], queued["place"], queued["orderId"]) == ("queued", 0, None)
    assert (await _session(shop, campaign_id))["items"][0]["remaining"] == 9
    await consume(shop, campaign_id)
    done = await shopper.get(path)
    assert (done["state"], done["place"]) == ("ordered", None)
    order = await shopper.get(f"/orders/{done['orderId']}")
    assert (order["payableFen"], order["activity"], order["status"]) == (9_900, "flash", "pending_payment")
    await shop.pay(shopper, done["orderId"])


async def test_a_repeated_press_is_one_ticket(shop: Shop, shopper: Person) -> None:
    goods = await shop.goods()
    campaign_id, key = await open_sale(shop, goods), uuid4().hex
    answers = [await reserve(shopper, campaign_id, goods, clientKey=key) for _ in range(3)]
    assert {one.text for one in answers} == {answers[0].text}
    await consume(shop, campaign_id)
    count = await shop.value("select count(*) from commerce.order_line where sku_id = $1", goods.sku_id)
    assert count == 1


async def test_refusals_say_why(shop: Shop, shopper: Person) -> None:
    goods = await shop.goods()
    later = await open_sale(shop, goods, 3, starts_in=timedelta(hours=1))
    answer = await reserve(shopper, later, goods)
    assert (answer.status_code, answer.json()["code"]) == (409, "promotion.flash_not_open")
    assert (await _session(shop, later))["state"] == "coming"
    now = await open_sale(shop, goods, 3)
    codes = [(await reserve(shopper, now, goods, n)).json().get("code") for n in (3, 2, 1)]
    assert codes == ["promotion.flash_limit", None, "promotion.flash_limit"]
    other = await shop.shopper(address=True)
    sold_out = [(await reserve(other, now, goods, n)).json().get("code") for n in (2, 1, 1)]
    assert sold_out == ["promotion.flash_sold_out", None, "promotion.flash_sold_out"]
    assert (await reserve(shopper, str(uuid4()), goods)).json()["code"] == "promotion.flash_unknown"
    for changed in ({"quantity": 0}, {"clientKey": "short"}, {"clientKey": "line\nbreak-in-it"}, {"skuId": "x"}):
        assert (await reserve(shopper, now, goods, **changed)).status_code == 400, changed


async def test_a_ticket_is_its_owners(shop: Shop, shopper: Person) -> None:
    goods = await shop.goods()
    campaign_id = await open_sale(shop, goods)
    ticket = (await reserve(shopper, campaign_id, goods)).json()["ticketId"]
    stranger = await shop.shopper()
    for _ in range(2):
        assert (await stranger.ask("GET", f"/flash/tickets/{ticket}")).status_code == 404
        await consume(shop, campaign_id)
    assert (await shopper.ask("GET", f"/flash/tickets/{uuid4()}")).status_code == 404


async def test_a_lost_queue_is_told(shop: Shop, shopper: Person) -> None:
    goods = await shop.goods()
    campaign_id = await open_sale(shop, goods, 3)
    ticket = (await reserve(shopper, campaign_id, goods)).json()["ticketId"]
    await shop.built.valkey.flushdb()
    assert (await _session(shop, campaign_id))["items"][0]["remaining"] == 3, "as PostgreSQL has it"
    await keep(shop)
    told = await shopper.get(f"/flash/tickets/{ticket}")
    assert (told["state"], told["reason"]) == ("interrupted", "排队中断，请重新抢购")
    assert (await reserve(shopper, campaign_id, goods)).status_code == 202


async def test_too_many_presses_are_slowed_down(shop: Shop, shopper: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    goods = await shop.goods()
    campaign_id, services = await open_sale(shop, goods), shop.app.state.services
    seconds = [100.0]
    for rates in ((2, 1_000), (1_000, 2)):
        throttle = Throttle(rates, lambda: seconds[-1])
        monkeypatch.setitem(services.__dict__, "flash_throttle", throttle)
        answers = [await reserve(shopper, campaign_id, goods, 3) for _ in range(4)]
        assert [one.status_code for one in answers] == [409, 409, 429, 429]
        assert answers[3].json()["detail"] == "点得太快了，请稍等一下再试"
        seconds.append(seconds[-1] + 1)
        assert (await reserve(shopper, campaign_id, goods, 3)).status_code == 409


async def test_three_different_groups_unlock(shop: Shop, shopper: Person) -> None:
    goods = await shop.goods()
    campaign_id = await open_sale(shop, goods, rule=Flash(groups_to_unlock=2))
    groups = f"/flash/{campaign_id}/groups"
    assert await shopper.get(groups) == {"entered": 0, "needed": 2}
    locked = await reserve(shopper, campaign_id, goods)
    assert (locked.status_code, locked.json()["code"]) == (409, "promotion.flash_locked")
    first, second = [await _proof(shop, shopper, name) for name in GROUPS]
    for proof, entered in ((first, 1), (first, 1), (second, 2)):
        assert await shopper.post(groups, proof) == {"entered": entered, "needed": 2}
    assert (await reserve(shopper, campaign_id, goods)).status_code == 202
    other = await shop.shopper(address=True)
    stolen = await other.ask("POST", groups, first)
    assert stolen.status_code in (400, 409) and (await other.get(groups))["entered"] == 0
    forged = await other.ask("POST", groups, {"encryptedData": "AAAA", "iv": "AAAA"})
    assert forged.status_code in (400, 409) and (await other.get(groups))["entered"] == 0
    assert (await reserve(other, campaign_id, goods)).json()["code"] == "promotion.flash_locked"


async def _proof(shop: Shop, person: Person, group: str) -> dict[str, str]:
    """What WeChat gives a mini-program that was opened from a card in a group."""
    await shop.outside.play("/groups/enter", device=person.device, group=group)
    given = await shop.outside.play("/wx/group-enter-info", device=person.device)
    return {"encryptedData": given["encryptedData"], "iv": given["iv"]}
