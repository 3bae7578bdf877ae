"""Whatever happens to an order, in whatever order it is told: its counts and its money stay right."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from domain.commerce import after_sale_rules, orders
from domain.commerce.after_sale_rules import Asked
from domain.commerce.order_actions import ALLOWED, allowed_actions
from domain.commerce.orders import LineRefund, NotAllowedNow, Payment, Verdict
from domain.commerce.words import order_sentence, order_status_text
from ports.commerce.after_sale_store import AfterSaleLine
from ports.kernel import AttemptId, DomainError, ParcelId
from ports.supply.api import AlreadyShipped, ParcelLine
from tests.unit.commerce.order_samples import ATTEMPT, NOW, facts, line, line_facts, order


class OrderLife(RuleBasedStateMachine):
    """One order; a warehouse that ships what it has; a shopper who asks for money back; tidings late and twice."""

    @initialize(
        quantities=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 5000)), min_size=1, max_size=3),
        freight_fen=st.integers(0, 900),
    )
    def begin(self, quantities: list[tuple[int, int]], freight_fen: int) -> None:
        self.order = order(*(line(quantity, fen) for quantity, fen in quantities), freight_fen=freight_fen)
        self.now = NOW
        self.told: list[tuple[ParcelId, tuple[ParcelLine, ...]]] = []
        self.sent = {item.id: 0 for item in self.order.lines}
        self.running: list[tuple[tuple[AfterSaleLine, ...], int]] = []
        self.claimed = {item.id: (0, 0) for item in self.order.lines}
        self.freight_claimed = 0
        self.ended_as = ""

    def _to(self, after: orders.Order) -> None:
        self.order = after
        if after.head.status in orders.TERMINAL and not self.ended_as:
            self.ended_as = after.head.status

    def _facts(self):
        lines = [line_facts(item, *self.claimed[item.id]) for item in self.order.lines]
        return facts(self.order, *lines, freight_claimed_fen=self.freight_claimed)

    @rule(minutes=st.integers(1, 5000))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(known=st.booleans(), right=st.booleans())
    def money_comes(self, known: bool, right: bool) -> None:
        amount = self.order.head.payable_fen + (0 if right else 1)
        payment = Payment(ATTEMPT if known else AttemptId(uuid4()), amount, self.now)
        if orders.judge(self.order.head, payment) is Verdict.ACCEPT:
            self._to(orders.paid(self.order, payment))

    @rule()
    def nobody_pays(self) -> None:
        if self.order.head.status == "pending_payment":
            self._to(orders.Order(orders.cancelled(self.order.head, "", self.now), self.order.lines))
        else:
            with pytest.raises(NotAllowedNow):
                orders.cancelled(self.order.head, "", self.now)

    @precondition(lambda self: self.order.head.paid_at is not None)
    @rule(data=st.data())
    def warehouse_ships(self, data: st.DataObject) -> None:
        left = {item.id: item.quantity - item.withdrawn - self.sent[item.id] for item in self.order.lines}
        some = {k: data.draw(st.integers(0, v)) for k, v in left.items() if v > 0}
        lines = tuple(ParcelLine(k, v) for k, v in some.items() if v)
        if lines:
            for item in lines:
                self.sent[item.line_id] += item.quantity
            self.told.append((ParcelId(uuid4()), lines))

    @precondition(lambda self: self.told)
    @rule(data=st.data(), tiding=st.sampled_from(["shipped", "signed", "confirmed"]))
    def tidings_of_a_parcel(self, data: st.DataObject, tiding: str) -> None:
        parcel_id, lines = data.draw(st.sampled_from(self.told))
        if tiding == "shipped":
            self._to(orders.shipped(self.order, parcel_id, lines, self.now))
        elif tiding == "signed":
            self._to(orders.signed(self.order, parcel_id, self.now))
        else:
            try:
                self._to(orders.confirmed(self.order, parcel_id, self.now))
            except NotAllowedNow:
                return

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def waybill_is_cancelled(self, data: st.DataObject) -> None:
        parcel_id, lines = data.draw(st.sampled_from(self.told))
        known = next((p for p in self.order.parcels if p.id == parcel_id), None)
        if known is not None and (known.is_withdrawn or known.received_at is not None):
            return
        for item in lines:
            self.sent[item.line_id] -= item.quantity
        self.told.remove((parcel_id, lines))
        self._to(orders.recalled(self.order, parcel_id))

    @rule(data=st.data(), kind=st.sampled_from(["refund_only", "return_refund"]))
    def shopper_asks(self, data: st.DataObject, kind: str) -> None:
        now = self._facts()
        asked = [
            Asked(item.id, data.draw(st.integers(1, 4))) for item in data.draw(st.sets(st.sampled_from(now.lines)))
        ]
        try:
            worth = after_sale_rules.claim(now, kind, asked, self.now)  # type: ignore[arg-type]
        except DomainError:
            return
        if worth.before_shipping:
            units = [ParcelLine(item.line_id, item.quantity) for item in worth.lines]
            if any(
                self.sent[u.line_id] + self._withdrawn(u.line_id) + u.quantity > self._bought(u.line_id) for u in units
            ):
                return  # supply says AlreadyShipped
            self._to(orders.withdrawn(self.order, units))
        for item in worth.lines:
            units_, fen = self.claimed[item.line_id]
            self.claimed[item.line_id] = (units_ + item.quantity, fen + item.refund_fen)
        self.freight_claimed += worth.freight_fen
        self.running.append((worth.lines, worth.freight_fen))

    @precondition(lambda self: self.running)
    @rule(data=st.data(), succeeds=st.booleans())
    def a_request_ends(self, data: st.DataObject, succeeds: bool) -> None:
        request = data.draw(st.sampled_from(self.running))
        lines, freight_fen = request
        before_shipping = any(
            self._withdrawn(item.line_id) and item.quantity <= self._withdrawn(item.line_id) for item in lines
        )
        if not succeeds and (freight_fen or before_shipping):
            return  # approved at once: nobody can take it back
        self.running.remove(request)
        if succeeds:
            refunds = [LineRefund(item.line_id, item.quantity, item.refund_fen) for item in lines]
            self._to(orders.refunded(self.order, refunds, freight_fen, self.now))
            return
        for item in lines:
            units_, fen = self.claimed[item.line_id]
            self.claimed[item.line_id] = (units_ - item.quantity, fen - item.refund_fen)

    @rule()
    def all_is_well(self) -> None:
        if self.order.head.status == "delivered":
            self._to(orders.Order(orders.completed(self.order.head, self.now), self.order.lines, self.order.parcels))

    def _withdrawn(self, line_id: object) -> int:
        return next(item.withdrawn for item in self.order.lines if item.id == line_id)

    def _bought(self, line_id: object) -> int:
        return next(item.quantity for item in self.order.lines if item.id == line_id)

    @invariant()
    def counts_hold(self) -> None:
        for item in self.order.lines:
            assert 0 <= item.shipped <= item.quantity - item.withdrawn
            assert 0 <= item.refunded <= item.quantity and 0 <= item.refunded_fen <= item.payable_fen
            units, fen = self.claimed[item.id]
            assert 0 <= units <= item.quantity and 0 <= fen <= item.payable_fen
            if units == item.quantity:
                assert fen == item.payable_fen

    @invariant()
    def money_holds(self) -> None:
        head = self.order.head
        assert 0 <= head.refunded_fen <= head.paid_fen
        assert head.refunded_fen == head.freight_refunded_fen + sum(item.refunded_fen for item in self.order.lines)
        assert self.freight_claimed <= head.freight_fen

    @invariant()
    def the_end_is_the_end(self) -> None:
        if self.ended_as:
            assert self.order.head.status == self.ended_as and self.order.head.ended_at is not None

    @invariant()
    def buttons_are_of_the_table(self) -> None:
        assert set(allowed_actions(self._facts(), self.now)) <= set(ALLOWED[self.order.head.status])

    @invariant()
    def tidings_are_idempotent(self) -> None:
        assert orders.progress(self.order) == self.order


OrderLife.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestOrderLife = OrderLife.TestCase


def _paid(*lines):
    given = order(*lines)
    return orders.paid(given, Payment(ATTEMPT, given.head.payable_fen, NOW))


@pytest.mark.parametrize(
    ("attempt_is_known", "status", "amount", "verdict"),
    [
        (True, "paid", 0, Verdict.REPEATED),
        (False, "paid", 0, Verdict.SECOND),
        (False, "cancelled", 0, Verdict.LATE),
        (False, "pending_payment", 0, Verdict.ACCEPT),
        (False, "pending_payment", 1, Verdict.MISMATCH),
    ],
)
def test_every_payment_but_the_first_right_one_goes_back(attempt_is_known, status, amount, verdict) -> None:
    given = order(line())
    if status == "paid":
        given = _paid(line())
    elif status == "cancelled":
        given = orders.Order(orders.cancelled(given.head, "", NOW), given.lines)
    attempt = ATTEMPT if attempt_is_known else AttemptId(uuid4())
    assert orders.judge(given.head, Payment(attempt, given.head.payable_fen + amount, NOW)) is verdict


def test_split_shipment_goes_through_every_state() -> None:
    first, second = line(2), line(1)
    given = _paid(first, second)
    one, two = ParcelId(uuid4()), ParcelId(uuid4())
    given = orders.shipped(given, one, (ParcelLine(first.id, 2),), NOW)
    assert given.head.status == "partly_shipped"
    given = orders.signed(given, one, NOW)
    assert given.head.status == "partly_shipped"
    given = orders.shipped(given, two, (ParcelLine(second.id, 1),), NOW)
    assert given.head.status == "shipped"
    given = orders.signed(given, two, NOW + timedelta(days=1))
    assert (given.head.status, given.head.delivered_at) == ("delivered", NOW + timedelta(days=1))
    assert not orders.is_confirmed(given)
    assert orders.is_confirmed(orders.confirmed(given, None, NOW))


def test_a_parcel_that_came_back_whole_waits_for_no_confirmation() -> None:
    kept, returned = line(1), line(2)
    given = _paid(kept, returned)
    one, two = ParcelId(uuid4()), ParcelId(uuid4())
    for parcel, item in ((one, kept), (two, returned)):
        given = orders.shipped(given, parcel, (ParcelLine(item.id, item.quantity),), NOW)
        given = orders.signed(given, parcel, NOW)
    given = orders.confirmed(given, one, NOW)
    assert not orders.is_confirmed(given)
    half = orders.refunded(given, [LineRefund(returned.id, 1, 100)], 0, NOW)
    assert not orders.is_confirmed(half)
    assert orders.is_confirmed(orders.refunded(half, [LineRefund(returned.id, 1, 100)], 0, NOW))


def test_signed_before_shipped_is_told_ends_the_same() -> None:
    item = line()
    parcel, lines = ParcelId(uuid4()), (ParcelLine(item.id, 1),)
    early = orders.signed(_paid(item), parcel, NOW)
    assert early.head.status == "paid"
    assert orders.shipped(early, parcel, lines, NOW).head.status == "delivered"


def test_a_recalled_parcel_is_to_be_shipped_again() -> None:
    item = line()
    parcel = ParcelId(uuid4())
    given = orders.shipped(_paid(item), parcel, (ParcelLine(item.id, 1),), NOW)
    again = orders.recalled(given, parcel)
    assert (again.head.status, again.lines[0].shipped) == ("paid", 0)


def test_withdrawing_the_rest_of_a_split_order_makes_it_shipped() -> None:
    item = line(3)
    given = orders.shipped(_paid(item), ParcelId(uuid4()), (ParcelLine(item.id, 2),), NOW)
    with pytest.raises(AlreadyShipped):
        orders.withdrawn(given, [ParcelLine(item.id, 2)])
    assert orders.withdrawn(given, [ParcelLine(item.id, 1)]).head.status == "shipped"


def test_virtual_goods_are_delivered_by_payment() -> None:
    assert _paid(line(kind="virtual")).head.status == "delivered"
    assert _paid(line(kind="virtual"), line()).head.status == "paid"


def test_nobody_signs_for_what_is_delivered_by_itself() -> None:
    card, romper = line(kind="virtual"), line()
    alone = replace(facts(order(card), line_facts(card)), status="delivered")
    assert (order_status_text(alone), order_sentence(alone, NOW)) == ("已交付", "已为您开通，如有问题请联系客服")
    both = replace(facts(order(card, romper), line_facts(card), line_facts(romper)), status="delivered")
    assert (order_status_text(both), order_sentence(both, NOW)) == ("已签收", "商品已送达，请确认收货")
