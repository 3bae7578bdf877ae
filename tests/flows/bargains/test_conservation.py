"""Bargains keep their promises (N1): after any sequence of everything that may happen, nothing of the proof is off."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
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

from ports.commerce.api import OfferedOrderCancelled, OfferedOrderPaid
from ports.commerce.order_views import OrderDetail
from ports.kernel import DomainError
from ports.promotion.bargain_views import BargainPage
from ports.promotion.rules import Bargain
from tests.flows.bargains.stage import LIST_FEN, Bazaar
from tests.flows.bargains.test_buying import ordered
from tests.flows.orders.conftest import Shop, Shopper

ADDRESS: dict[str, str] = {}
PEOPLE = 4


class BargainMachine(RuleBasedStateMachine):
    """Four people who open, help, order, pay, cancel and wait, in any order; one campaign with two units of one SKU."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.shop = Shop(ADDRESS["database"], ADDRESS["valkey"], ADDRESS["folder"])
        self.bazaar = Bazaar(self.shop)
        self.bargains: list[tuple[BargainPage, Shopper]] = []
        self.orders: list[tuple[OrderDetail, Shopper]] = []

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def tried(self, work: Any) -> Any:
        """What came of it; None where it was refused, which is as good an answer."""
        try:
            return self.run(work)
        except DomainError:
            return None

    @initialize(helpers=st.integers(2, 5), floor_fen=st.sampled_from([1, 3_900, LIST_FEN - 3]))
    def begin(self, helpers: int, floor_fen: int) -> None:
        self.run(self.shop.open())
        self.run(self.bazaar.wipe())
        self.people = [self.run(self.shop.shopper()) for _ in range(PEOPLE)]
        self.sku = self.run(self.shop.sku(LIST_FEN))
        rule_ = Bargain(helpers=helpers, hours=6, helps_per_day_max=3)
        self.campaign = self.run(self.bazaar.campaign(self.sku, rule_, floor_fen=floor_fen, quota=2, per_member_max=1))

    @rule(who=st.integers(0, PEOPLE - 1))
    def open(self, who: int) -> None:
        person = self.people[who]
        if page := self.tried(self.bazaar.desk.open(person.id, self.campaign, self.sku)):
            self.bargains.append((page, person))

    @rule(who=st.integers(0, PEOPLE - 1), helps=st.integers(0, PEOPLE - 1), end=st.sampled_from(["", "pay", "cancel"]))
    def go_all_the_way(self, who: int, helps: int, end: str) -> None:
        """What happens most: so that the rarer steps find something to work on."""
        owner = self.people[who]
        page = self.tried(self.bazaar.desk.open(owner.id, self.campaign, self.sku))
        if page is None:
            return
        self.bargains.append((page, owner))
        for friend in [person for person in self.people if person is not owner][:helps]:
            self.tried(self.bazaar.help(friend, page.id))
        made = self.tried(ordered(page, owner))
        if made is None:
            return
        self.orders.append((made, owner))
        if end == "pay":
            self.tried(owner.pay(made.id))
        elif end == "cancel":
            self.tried(self.shop.services.cancelling.by_shopper(owner.id, made.id, ""))

    @precondition(lambda self: self.bargains)
    @rule(data=st.data(), who=st.integers(0, PEOPLE - 1))
    def help(self, data: st.DataObject, who: int) -> None:
        page, _ = data.draw(st.sampled_from(self.bargains))
        self.tried(self.bazaar.help(self.people[who], page.id))

    @precondition(lambda self: self.bargains)
    @rule(data=st.data())
    def everybody_helps(self, data: st.DataObject) -> None:
        page, _ = data.draw(st.sampled_from(self.bargains))
        self.run(asyncio.wait([self.loop.create_task(self._help(person, page)) for person in self.people]))

    @precondition(lambda self: self.bargains)
    @rule(data=st.data())
    def order(self, data: st.DataObject) -> None:
        page, owner = data.draw(st.sampled_from(self.bargains))
        if made := self.tried(ordered(page, owner)):
            self.orders.append((made, owner))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        made, owner = data.draw(st.sampled_from(self.orders))
        self.tried(owner.pay(made.id))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        made, owner = data.draw(st.sampled_from(self.orders))
        self.tried(self.shop.services.cancelling.by_shopper(owner.id, made.id, ""))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def be_told_again(self, data: st.DataObject) -> None:
        """Of what happened to the order, late."""
        made, owner = data.draw(st.sampled_from(self.orders))
        seen = self.run(owner.see(made.id))
        if seen.paid_at is not None:
            self.run(self.bazaar.tell(OfferedOrderPaid(made.id, owner.id, "bargain", seen.paid_at)))
        elif seen.status == "cancelled":
            self.run(self.bazaar.tell(OfferedOrderCancelled(made.id, owner.id, "bargain")))

    @rule(minutes=st.sampled_from([5, 40, 200, 900]))
    def time_passes(self, minutes: int) -> None:
        self.shop.clock.pass_(minutes=minutes)
        self.run(self.shop.services.cancelling.close_overdue())
        self.run(self.bazaar.desk.end_due())

    @rule(price_fen=st.sampled_from([LIST_FEN, LIST_FEN + 500]))
    def list_price_changes(self, price_fen: int) -> None:
        self.run(self.shop.rows("update commerce.sku set price_fen = $1 where id = $2", price_fen, self.sku))

    @invariant()
    def promises_are_kept(self) -> None:
        if hasattr(self, "campaign"):
            self.run(self.bazaar.assert_books_agree())

    def teardown(self) -> None:
        self.run(self.shop.built.database.close())
        self.run(self.shop.built.valkey.aclose())
        self.loop.close()

    async def _help(self, person: Shopper, page: BargainPage) -> None:
        try:
            await self.bazaar.help(person, page.id)
        except DomainError:
            return


@pytest.mark.slow
def test_promises_are_kept_after_any_sequence(fresh_database_url: str, servers, tmp_path) -> None:
    ADDRESS.update(database=fresh_database_url, valkey=servers.valkey_url, folder=str(tmp_path))
    profile = settings(
        max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    # A thread of its own: the session's loop may be running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run_state_machine_as_test, BargainMachine, settings=profile).result()
