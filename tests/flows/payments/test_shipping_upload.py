"""Shipping information: told in time, told once, changed once, and refusals that a person sees."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy import text

from adapters.postgres.inbox import PostgresInbox
from adapters.postgres.payments_shipping import PostgresShipping
from adapters.postgres.sql import Statement
from adapters.system import SystemClock
from adapters.wechat.client import WechatClient
from adapters.wechat.mini_program import WechatMiniProgram
from adapters.wechat.push import WechatPush
from domain.payments.push import PushDesk, PushHandler
from domain.payments.shipping_upload import ShippingPace, ShippingUploads
from ports.kernel import OrderId, OutsideUnavailable, ParcelId
from ports.outside.wechat import ShippingRefused, ShippingStatus
from ports.payments.jobs import UploadShipping
from ports.supply.api import ParcelShipped, ParcelWithdrawn, RestWithdrawn
from tests.contracts.emulator.shop import until
from tests.flows.payments.conftest import Till

PUSH = "/hooks/wechat/push"
_ROW = Statement(text("select * from payments.shipping_upload where order_id = :order_id"))


class Dispatch:
    """The shipping side of payments on top of a till."""

    def __init__(self, till: Till, valkey: Redis) -> None:
        self.till = till
        config = till.outside.wechat_config()
        self.client = WechatClient(config, valkey, till.wire)
        self.wechat = WechatMiniProgram(self.client)
        store = PostgresShipping()
        self.uploads = ShippingUploads(till.uow, till.clock, store, self.wechat, ShippingPace())
        inbox, push = PostgresInbox(till.uow, till.clock, till.ids), WechatPush(config, SystemClock())
        self.desk = PushDesk(inbox, push)
        self.handler = PushHandler(push, store)
        till.handlers[UploadShipping] = self.uploads.handle_upload
        till.callbacks["wechat"] = self.handler.on_message

    def tidings(self, order_id: OrderId, number: str, *, done: bool, at: datetime) -> ParcelShipped:
        return ParcelShipped(
            order_id=order_id,
            parcel_id=ParcelId(self.till.ids.new()),
            lines=(),
            courier_code="SF",
            courier_name="顺丰速运",
            wechat_courier_id="SF",
            tracking_number=number,
            goods="婴儿柔湿巾 ×2",
            receiver_phone_masked="138****5678",
            order_done=done,
            shipped_at=at,
        )

    async def ship(self, order_id: OrderId, number: str, *, done: bool, at: datetime | None = None) -> ParcelShipped:
        event = self.tidings(order_id, number, done=done, at=at or self.till.clock.now())
        async with self.till.uow.begin() as tx:
            await self.uploads.on_parcel_shipped(tx, event)
        return event

    async def refund_the_rest(self, order_id: OrderId) -> None:
        async with self.till.uow.begin() as tx:
            await self.uploads.on_rest_withdrawn(tx, RestWithdrawn(order_id, self.till.clock.now()))

    async def run(self, *, ahead: timedelta = timedelta(minutes=2)) -> None:
        self.till.clock.ahead += ahead
        await self.till.run_jobs()

    async def row(self, order_id: OrderId) -> Any:
        async with self.till.uow.reading() as tx:
            return await _ROW.one(tx, order_id=order_id)

    async def status(self, order_id: OrderId) -> ShippingStatus:
        """What WeChat knows of the order."""
        async with self.till.uow.reading() as tx:
            payer = await PostgresShipping().payer(tx, order_id)
        assert payer is not None
        return await self.wechat.shipping_status(payer.transaction_id)

    async def known_numbers(self, order_id: OrderId) -> tuple[str, ...]:
        return (await self.status(order_id)).tracking_numbers

    async def paid_order(self) -> OrderId:
        attempt_id = await self.till.paid()
        # The emulated WeChat learns of a payment after 20 s of its own time, which runs a hundred times as fast.
        await asyncio.sleep(0.25)
        order_id: OrderId = (await self.till.attempt(attempt_id))["order_id"]
        return order_id


@pytest.fixture
async def dispatch(till: Till, valkey_url: str) -> AsyncIterator[Dispatch]:
    valkey = Redis.from_url(valkey_url)
    await valkey.flushdb()
    world = Dispatch(till, valkey)
    yield world
    await world.client.close()
    await valkey.aclose()


async def test_nothing_is_told_within_a_minute_of_the_payment(dispatch: Dispatch) -> None:
    order_id = await dispatch.paid_order()
    await dispatch.ship(order_id, "SF1", done=True)
    await dispatch.run(ahead=timedelta(seconds=10))
    assert await dispatch.known_numbers(order_id) == ()
    await dispatch.run()
    assert await dispatch.known_numbers(order_id) == ("SF1",)
    row = await dispatch.row(order_id)
    assert (row["state"], row["split"], row["completions"]) == ("done", False, 1)


async def test_two_parcels_at_two_times(dispatch: Dispatch) -> None:
    order_id = await dispatch.paid_order()
    await dispatch.ship(order_id, "SF1", done=False)
    await dispatch.run()
    assert (await dispatch.row(order_id))["state"] == "partly"
    await dispatch.ship(order_id, "SF2", done=True)
    await dispatch.run()
    assert await dispatch.known_numbers(order_id) == ("SF1", "SF2")
    assert (await dispatch.row(order_id))["state"] == "done"


async def test_an_order_whose_rest_was_refunded_is_told_whole_and_keeps_its_change(dispatch: Dispatch) -> None:
    order_id = await dispatch.paid_order()
    for number in ("SF1", "SF2"):
        event = await dispatch.ship(order_id, number, done=False)
        await dispatch.run()
    assert not (await dispatch.status(order_id)).is_complete
    await dispatch.till.refund(order_id, 4000, "rest")
    for _ in range(2):
        await dispatch.refund_the_rest(order_id)
        await dispatch.run()
    assert await dispatch.status(order_id) == ShippingStatus(("SF1", "SF2"), True, 1)
    row = await dispatch.row(order_id)
    assert (row["state"], row["completions"], row["wanted"], row["told"]) == ("done", 1, 3, 3)
    async with dispatch.till.uow.begin() as tx:
        await dispatch.uploads.on_parcel_withdrawn(
            tx, ParcelWithdrawn(order_id, event.parcel_id, (), dispatch.till.clock.now())
        )
    await dispatch.ship(order_id, "SF3", done=True)
    await dispatch.run()
    assert await dispatch.known_numbers(order_id) == ("SF1", "SF3")


async def test_the_tidings_of_the_parcel_may_come_after_those_of_the_refund(dispatch: Dispatch) -> None:
    order_id, shipped_at = await dispatch.paid_order(), dispatch.till.clock.now()
    await dispatch.refund_the_rest(order_id)
    await dispatch.run()
    assert await dispatch.known_numbers(order_id) == ()
    await dispatch.ship(order_id, "SF1", done=False, at=shipped_at)
    await dispatch.run()
    assert await dispatch.status(order_id) == ShippingStatus(("SF1",), True, 1)


@pytest.mark.parametrize("turns", list(permutations(range(4))))
async def test_tidings_in_any_order_leave_the_order_whole(dispatch: Dispatch, turns: tuple[int, ...]) -> None:
    order_id, at = OrderId(dispatch.till.ids.new()), dispatch.till.clock.now()
    first = dispatch.tidings(order_id, "SF1", done=False, at=at)
    second = dispatch.tidings(order_id, "SF2", done=True, at=at + timedelta(minutes=1))
    withdrawn = ParcelWithdrawn(order_id, first.parcel_id, (), at + timedelta(minutes=2))
    again = dispatch.tidings(order_id, "SF3", done=True, at=at + timedelta(minutes=3))
    uploads = dispatch.uploads
    told = [
        lambda tx: uploads.on_parcel_shipped(tx, first),
        lambda tx: uploads.on_parcel_shipped(tx, second),
        lambda tx: uploads.on_parcel_withdrawn(tx, withdrawn),
        lambda tx: uploads.on_parcel_shipped(tx, again),
    ]
    for turn in turns:
        async with dispatch.till.uow.begin() as tx:
            await told[turn](tx)
    async with dispatch.till.uow.begin() as tx:
        upload = await PostgresShipping().lock(tx, order_id)
    assert upload is not None
    assert upload.order_done
    assert [parcel.tracking_number for parcel in upload.parcels if not parcel.is_withdrawn] == ["SF2", "SF3"]


async def test_a_lost_answer_does_not_use_up_the_change(dispatch: Dispatch) -> None:
    order_id = await dispatch.paid_order()
    await dispatch.wechat.couriers()
    await dispatch.ship(order_id, "SF1", done=True)
    dispatch.till.clock.ahead += timedelta(minutes=2)
    dispatch.till.wire.cut = "answer"
    with pytest.raises(OutsideUnavailable):
        await dispatch.uploads.handle_upload(UploadShipping(order_id))
    dispatch.till.wire.cut = None
    await dispatch.uploads.handle_upload(UploadShipping(order_id))
    assert (await dispatch.row(order_id))["completions"] == 1
    assert await dispatch.known_numbers(order_id) == ("SF1",)


async def test_a_payment_unknown_to_wechat_is_tried_again_later(dispatch: Dispatch) -> None:
    await dispatch.till.outside.faults(timeScale=100)
    attempt_id = await dispatch.till.paid()
    order_id = (await dispatch.till.attempt(attempt_id))["order_id"]
    await dispatch.ship(order_id, "SF1", done=True)
    await dispatch.run()
    row = await dispatch.row(order_id)
    assert (row["state"], row["not_ready"], row["calling_since"]) == ("waiting", 1, None)
    await dispatch.till.faults()
    await asyncio.sleep(0.25)
    await dispatch.run()
    assert (await dispatch.row(order_id))["state"] == "done"


async def test_one_change_and_then_a_person_must_look(dispatch: Dispatch) -> None:
    order_id = await dispatch.paid_order()
    for number in ("SF1", "SF2", "SF3"):
        event = await dispatch.ship(order_id, number, done=True)
        if number == "SF3":
            with pytest.raises(ShippingRefused):
                await dispatch.run()
            break
        await dispatch.run()
        assert await dispatch.known_numbers(order_id) == (number,)
        withdrawn = ParcelWithdrawn(order_id, event.parcel_id, (), dispatch.till.clock.now())
        async with dispatch.till.uow.begin() as tx:
            await dispatch.uploads.on_parcel_withdrawn(tx, withdrawn)
    row = await dispatch.row(order_id)
    assert row["state"] == "refused"
    assert "只能修改一次" in row["problem"]
    assert await dispatch.known_numbers(order_id) == ("SF2",)


async def test_what_wechat_refuses_is_kept_with_its_reason(dispatch: Dispatch) -> None:
    attempt_id = await dispatch.till.paid()
    await asyncio.sleep(0.25)
    order_id = (await dispatch.till.attempt(attempt_id))["order_id"]
    await dispatch.till.refund(order_id, 9900, "all")
    await dispatch.till.run_jobs()
    await dispatch.till.deliver("refunds", 1)
    await dispatch.ship(order_id, "SF1", done=True)
    with pytest.raises(ShippingRefused):
        await dispatch.run()
    row = await dispatch.row(order_id)
    assert row["state"] == "refused"
    assert "10060004" in row["problem"]


async def test_settlements_and_grants_arrive_by_push_and_count_once(dispatch: Dispatch) -> None:
    order_id = await dispatch.paid_order()
    await dispatch.ship(order_id, "SF1", done=True)
    await dispatch.run()
    template_id = dispatch.till.outside.papers["subscribe_templates"]["order_paid"]
    choice = {"device": "phone-1", "templateIds": [template_id], "accept": True}
    (await dispatch.till.http.post("/play/wx/subscribe", json=choice)).raise_for_status()
    await until(lambda: len(dispatch.till.hooks.to(PUSH)) >= 2)
    for call in dispatch.till.hooks.to(PUSH) * 2:
        await dispatch.desk.receive(call.query, call.body)
    await dispatch.till.run_jobs(twice=True)
    [told] = [event for event in await dispatch.till.events() if event["type"] == "payments.grant_told"]
    assert (told["openid"], told["template_id"], told["accepted"]) == (dispatch.till.openid, template_id, True)
    assert (await dispatch.row(order_id))["settle_expected_at"] is not None
