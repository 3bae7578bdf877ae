"""Stock is conserved (N1): after any sequence of everything that may happen, the books agree to the unit."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from adapters.postgres.database import Database
from domain.supply.parcels import NothingToShip
from ports.kernel import CampaignId, DomainError
from ports.supply.api import AlreadyShipped, ParcelLine, SoldOut
from tests.flows.supply.conftest import OPERATOR, Placed, World, forget_everything

ADDRESS = {"url": ""}


class StockMachine(RuleBasedStateMachine):
    """Buyers, operators, couriers and the clock, in any order, over two warehouses and two SKUs."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.world = World(Database(ADDRESS["url"], connections_max=4))
        self.orders: list[Placed] = []
        self.parcels: list[Any] = []
        self.restocks = 0

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    @initialize(south=st.integers(2, 9), north=st.integers(2, 9))
    def stock(self, south: int, north: int) -> None:
        self.run(forget_everything(self.world.database))
        self.run(self.world.build())
        self.skus = [self.run(self.world.stocked(south, north)), self.run(self.world.stocked(north, south))]
        self.campaign = CampaignId(uuid4())

    @rule(which=st.integers(0, 1), quantity=st.integers(1, 4), both=st.booleans())
    def reserve(self, which: int, quantity: int, both: bool) -> None:
        wanted = [(self.skus[which], quantity)] + ([(self.skus[1 - which], 1)] if both else [])
        before = {sku: self.run(self.world.levels(sku)) for sku, _ in wanted}
        enough = all(before[sku][0] - before[sku][1] >= count for sku, count in wanted)
        try:
            self.orders.append(self.run(self.world.reserve(*wanted)))
            assert enough
        except SoldOut:
            assert not enough
            assert before == {sku: self.run(self.world.levels(sku)) for sku, _ in wanted}

    @rule(which=st.integers(0, 1), units=st.integers(1, 8))
    def set_aside(self, which: int, units: int) -> None:
        try:
            self.run(self.world.set_aside(self.campaign, self.skus[which], units))
        except SoldOut:
            return

    @rule(which=st.integers(0, 1), quantities=st.lists(st.integers(1, 3), min_size=1, max_size=4))
    def buy_from_pool(self, which: int, quantities: list[int]) -> None:
        rest = self.run(self.world.pool_rest(self.campaign, self.skus[which]))
        served = self.run(self.world.from_pool(self.campaign, self.skus[which], *quantities))
        units = sum(order.wants[0].quantity for order in served)
        assert units <= rest and (served or min(quantities) > rest)
        self.orders.extend(served)

    @rule()
    def dissolve(self) -> None:
        self.run(self.world.dissolve(self.campaign))
        if self.run(self.world.from_pool(self.campaign, self.skus[0], 1)):
            raise AssertionError("a dissolved pool sells nothing")
        self.campaign = CampaignId(uuid4())

    @rule(minutes=st.integers(1, 30))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.pass_(minutes=minutes)
        self.run(self.world.reservations.release_expired())

    @rule(which=st.integers(0, 1), quantity=st.integers(1, 3), weather=st.sampled_from(["fine", "refused", "away"]))
    def sell_and_ship(self, which: int, quantity: int, weather: str) -> None:
        """What happens most: so that the rarer steps find something to work on."""
        try:
            self.orders.append(self.run(self.world.paid((self.skus[which], quantity))))
        except SoldOut:
            return
        self._ship(self.orders[-1], weather)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        self.run(self.world.confirm(data.draw(st.sampled_from(self.orders))))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        self.run(self.world.release(data.draw(st.sampled_from(self.orders)).order_id))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), quantity=st.integers(1, 3))
    def refund_before_shipping(self, data: st.DataObject, quantity: int) -> None:
        order = data.draw(st.sampled_from(self.orders))
        try:
            self.run(self._withdraw(order, quantity))
        except AlreadyShipped:
            return

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), weather=st.sampled_from(["fine", "refused", "away"]))
    def ship(self, data: st.DataObject, weather: str) -> None:
        self._ship(data.draw(st.sampled_from(self.orders)), weather)

    def _ship(self, order: Placed, weather: str) -> None:
        self.world.courier.refusal = "地址不可达" if weather == "refused" else None
        self.world.courier.away = weather == "away"
        for begun in self.run(self.world.ship(order)):
            if begun.parcel_id:
                self.parcels.append(begun.parcel_id)
            else:
                assert isinstance(begun.problem, NothingToShip)
        self.world.courier.refusal, self.world.courier.away = None, False

    @rule()
    def catch_up(self) -> None:
        self.world.clock.pass_(seconds=90)
        self.run(self.world.waybills.sweep_unfinished())

    @precondition(lambda self: self.parcels)
    @rule(data=st.data(), retry=st.booleans())
    def handle_parcel(self, data: st.DataObject, retry: bool) -> None:
        parcel_id = data.draw(st.sampled_from(self.parcels))
        desk = self.world.shipping
        try:
            self.run(desk.retry(OPERATOR, parcel_id) if retry else desk.cancel(OPERATOR, parcel_id, "试试"))
        except DomainError:
            return

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), sellable=st.booleans())
    def goods_come_back(self, data: st.DataObject, sellable: bool) -> None:
        order = data.draw(st.sampled_from(self.orders))
        self.restocks += 1
        try:
            self.run(self._restock(order, f"return:{self.restocks}", sellable))
        except DomainError:
            return

    @invariant()
    def conserved(self) -> None:
        self.run(self.world.assert_conserved())

    def teardown(self) -> None:
        self.run(self.world.database.close())
        self.loop.close()

    async def _withdraw(self, order: Placed, quantity: int) -> None:
        async with self.world.uow.begin() as tx:
            lines = [ParcelLine(order.wants[0].line_id, quantity)]
            await self.world.supply.withdraw(tx, order.order_id, lines)

    async def _restock(self, order: Placed, key: str, sellable: bool) -> None:
        for _ in range(2):
            async with self.world.uow.begin() as tx:
                line = ParcelLine(order.wants[0].line_id, 1)
                await self.world.supply.restock(tx, key, order.order_id, line, sellable=sellable)


def test_stock_is_conserved_after_any_sequence(fresh_database_url: str) -> None:
    ADDRESS["url"] = fresh_database_url
    profile = settings(
        max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    # A thread of its own: the session's loop may be running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run_state_machine_as_test, StockMachine, settings=profile).result()
