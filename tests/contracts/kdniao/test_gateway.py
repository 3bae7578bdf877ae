"""The Kdniao adapter against the emulator, and against the vendor's own vectors."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import msgspec
import pytest
from msgspec.structs import replace

from adapters.kdniao.codes import TO_KDNIAO, track_state
from adapters.kdniao.gateway import KdniaoGateway, KdniaoSettings
from adapters.kdniao.wire import History, sign, track_of
from ports.kernel import OutsideUnavailable, in_transaction
from ports.outside.courier import Cargo, Contact, ForgedPush, WaybillOrder, WaybillRefused
from ports.supply.couriers import COURIERS
from tests.contracts.emulator.shop import until
from tests.emulated import Emulated

ORDER = WaybillOrder(
    order_code="251122000000012345-1",
    courier_code="SF",
    sender=Contact("仓库管理员", "0755-12345678", "广东省", "深圳市", "龙岗区", "平湖物流园 8 号库", "华南仓"),
    receiver=Contact("王小明", "13812345678", "北京市", "北京市", "朝阳区", "建国路 88 号"),
    cargo=(Cargo("有机棉婴儿连体衣", 2, 500, 12900), Cargo("纱布巾", 1, 80, 3900)),
    remark="放门口",
)


@pytest.fixture
async def gateway(outside: Emulated) -> AsyncIterator[KdniaoGateway]:
    made = KdniaoGateway(settings(outside), outside.wire)
    yield made
    await made.close()


def settings(outside: Emulated) -> KdniaoSettings:
    return KdniaoSettings(
        business_id=outside.papers["kdniao_ebusiness_id"],
        app_key=outside.papers["kdniao_app_key"],
        base_url="http://emulator/api.kdniao.com",
        callback_url=f"{outside.hooks.url}/hooks/kdniao",
    )


async def play(outside: Emulated, number: str, *steps: str) -> None:
    for step in steps:
        (await outside.http.post(f"/play/parcels/{number}/{step}")).raise_for_status()


def test_the_vendors_own_signature() -> None:
    key = "56da2cf8-c8a2-44b2-b6fa-476cd7d1ba17"
    assert (
        sign("{'OrderCode':'','ShipperCode':'SF','LogisticCode':'118954907573'}", key)
        == "OWFhM2I5N2ViM2U2MGRkMjc4YzU2NmVlZWI3ZDk0MmE="
    )
    assert (
        sign('{"OrderCode":"","ShipperCode":"SF","LogisticCode":"118650888018"}', key)
        == "N2NlZjJiOWIzNjc3ZmY0MGQ1NThjNjBmNjZhOGIzODQ="
    )


def test_every_courier_of_the_shop_has_a_code() -> None:
    assert set(TO_KDNIAO) == {courier.code for courier in COURIERS}


@pytest.mark.parametrize(
    ("state", "detail", "ours"),
    [
        ("0", "", "none"),
        ("1", "1", "collected"),
        ("2", "2", "in_transit"),
        ("2", "202", "delivering"),
        ("201", "", "in_transit"),
        ("3", "304", "signed"),
        ("4", "403", "problem"),
        ("4", "406", "returned"),
        ("", "", "none"),
    ],
)
def test_states(state: str, detail: str, ours: str) -> None:
    assert track_state(state, detail) == ours


def test_a_history_out_of_order_is_put_in_order_and_in_utc() -> None:
    text = (
        '{"LogisticCode":"1","ShipperCode":"YD","State":"2","Callback":"x","Traces":['
        '{"AcceptTime":"2025-11-20 10:00:00","AcceptStation":"第二"},'
        '{"AcceptTime":"2025/11/20 08:00:00","AcceptStation":"第一","Location":"杭州"}]}'
    )
    track = track_of(msgspec.json.decode(text, type=History))
    assert [trace.text for trace in track.traces] == ["第一", "第二"]
    assert track.traces[0].at == datetime(2025, 11, 20, tzinfo=UTC)
    assert track.courier_code == "YD"


async def test_a_waybill_comes_once_per_order_code(gateway: KdniaoGateway, outside: Emulated) -> None:
    first = await gateway.order(ORDER)
    assert first.tracking_number.startswith("SF") and first.tracking_number in first.label_html
    assert first.mark and first.sorting and first.package
    again = await gateway.order(ORDER)
    assert again.tracking_number == first.tracking_number
    assert len((await outside.http.get("/play/parcels")).json()["items"]) == 1


async def test_a_lost_answer_does_not_make_a_second_parcel(gateway: KdniaoGateway, outside: Emulated) -> None:
    outside.wire.cut = "answer"
    with pytest.raises(OutsideUnavailable):
        await gateway.order(ORDER)
    outside.wire.cut = None
    found = await gateway.order(ORDER)
    [parcel] = (await outside.http.get("/play/parcels")).json()["items"]
    assert found.tracking_number in str(parcel)


async def test_refusals_carry_the_couriers_words(gateway: KdniaoGateway, outside: Emulated) -> None:
    with pytest.raises(WaybillRefused, match="Commodity"):
        await gateway.order(replace(ORDER, cargo=()))
    forged = KdniaoGateway(replace(settings(outside), app_key="other"), outside.wire)
    with pytest.raises(WaybillRefused, match="数据验证不通过"):
        await forged.order(ORDER)
    await forged.close()
    assert (await outside.http.get("/play/parcels")).json()["items"] == []


async def test_cancel_before_and_not_after_collection(gateway: KdniaoGateway, outside: Emulated) -> None:
    one, two = await gateway.order(ORDER), await gateway.order(replace(ORDER, order_code="2-1", courier_code="ZTO"))
    await gateway.cancel("SF", ORDER.order_code, one.tracking_number)
    await gateway.cancel("SF", ORDER.order_code, one.tracking_number)
    with pytest.raises(WaybillRefused, match="已取消"):
        await gateway.order(ORDER)
    await play(outside, two.tracking_number, "collect")
    with pytest.raises(WaybillRefused, match="已揽收"):
        await gateway.cancel("ZTO", "2-1", two.tracking_number)


async def test_pushes_and_queries_tell_the_same_history(gateway: KdniaoGateway, outside: Emulated) -> None:
    number = (await gateway.order(ORDER)).tracking_number
    assert (await gateway.track("SF", number, "5678")).traces == ()
    await gateway.subscribe("SF", number, "5678")
    await gateway.subscribe("SF", number, "5678")
    await play(outside, number, "collect", "move", "deliver")
    calls = await until(lambda: len(calls := outside.hooks.to("/hooks/kdniao")) == 3 and calls)
    form = dict(parse_qsl(calls[-1].body.decode()))
    [pushed] = gateway.read_push(form)
    asked = await gateway.track("SF", number, "5678")
    assert pushed == asked and pushed.state == "delivering" and len(pushed.traces) == 3
    assert abs(pushed.traces[0].at - datetime.now(UTC)) < timedelta(minutes=1)
    for forged in (form | {"DataSign": "bm9wZQ=="}, form | {"RequestData": form["RequestData"] + " "}, {}):
        with pytest.raises(ForgedPush):
            gateway.read_push(forged)


async def test_sf_guards_its_tracks(gateway: KdniaoGateway) -> None:
    number = (await gateway.order(ORDER)).tracking_number
    with pytest.raises(WaybillRefused, match="后四位"):
        await gateway.track("SF", number, "0000")


async def test_down_is_unavailable_and_comes_back(gateway: KdniaoGateway, outside: Emulated) -> None:
    await outside.faults(kdniao={"down": True})
    with pytest.raises(OutsideUnavailable):
        await gateway.order(ORDER)
    await outside.faults()
    assert (await gateway.order(ORDER)).tracking_number


async def test_no_call_inside_a_transaction(gateway: KdniaoGateway) -> None:
    token = in_transaction.set(True)
    with pytest.raises(AssertionError):
        await gateway.order(ORDER)
    in_transaction.reset(token)
