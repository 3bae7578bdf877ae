"""After-sale: amounts are exact, the law's days are counted right, and no request goes two ways."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace

from domain.commerce import after_sale_rules as rules
from domain.commerce.after_sale_rules import AfterSaleNotAllowed, AfterSaleRefused, Asked
from domain.commerce.allocation import refund_share_fen
from domain.commerce.order_numbers import after_sale_number, is_number, order_number
from ports.commerce.after_sale_store import AfterSale, AfterSaleLine, ReturnParcel
from ports.kernel import Invalid, LineId, MemberId, OrderId
from tests.unit.commerce.order_samples import NOW, facts, line, line_facts, order


def _flowing(item, status="paid", delivered_at=None, **more):
    given_ = order(item)
    head = replace(given_.head, status=status, paid_at=NOW, paid_fen=given_.head.payable_fen, delivered_at=delivered_at)
    return facts(replace(given_, head=head), **more)


def _request(kind="return_refund", status="applied", **more) -> AfterSale:
    return AfterSale(
        id=uuid4(),
        number="825112000000000001",
        order_id=OrderId(uuid4()),
        order_number="251120000000000001",
        member_id=MemberId(uuid4()),
        kind=kind,
        status=status,
        before_shipping=False,
        reason_code="quality",
        description="",
        image_urls=(),
        lines=(AfterSaleLine(LineId(uuid4()), 1, 9900),),
        freight_fen=0,
        applied_at=NOW,
        deadline_at=NOW,
        **more,
    )


@given(payable_fen=st.integers(0, 10**6), portions=st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_portions_sum_to_what_was_paid(payable_fen: int, portions: list[int]) -> None:
    item = line(sum(portions), payable_fen)
    claimed = fen = 0
    for portion in portions:
        share = rules.share_fen(line_facts(item, claimed, fen), portion)
        assert share == refund_share_fen(payable_fen, item.quantity, claimed, portion)
        claimed, fen = claimed + portion, fen + share
    assert fen == payable_fen


def test_a_gift_is_not_sent_for_goods_that_are_given_up() -> None:
    bought, gift = line(2, 9999), line(1, 0)
    given_ = order(bought, gift)
    flowing = facts(replace(given_, head=replace(given_.head, status="paid", paid_at=NOW)))
    kept = rules.claim(flowing, "refund_only", [Asked(bought.id, 1)], NOW)
    assert [item.line_id for item in kept.lines] == [bought.id]
    whole = rules.claim(flowing, "refund_only", [Asked(bought.id, 2)], NOW)
    assert [(item.line_id, item.quantity, item.refund_fen) for item in whole.lines] == [
        (bought.id, 2, 9999),
        (gift.id, 1, 0),
    ]
    assert whole.freight_fen == given_.head.freight_fen


def test_unshipped_units_come_back_with_freight_when_nothing_is_left() -> None:
    item = line(2, 9999)
    worth = rules.claim(_flowing(item), "refund_only", [Asked(item.id, 1)], NOW)
    assert (worth.before_shipping, worth.refund_fen, worth.freight_fen) == (True, 4999, 0)
    rest = facts(order(item), line_facts(replace(item, withdrawn=1), 1, 4999))
    worth = rules.claim(replace(rest, status="paid"), "refund_only", [Asked(item.id, 1)], NOW)
    assert (worth.refund_fen, worth.freight_fen) == (6000, 1000)


def test_freight_stays_when_something_was_sent() -> None:
    item = line(2, 10000, shipped=1)
    worth = rules.claim(_flowing(item, "partly_shipped"), "refund_only", [Asked(item.id, 1)], NOW)
    assert (worth.before_shipping, worth.refund_fen) == (True, 5000)


@pytest.mark.parametrize(
    ("item", "status", "words"),
    [
        (line(kind="virtual"), "paid", "虚拟商品"),
        (line(), "cancelled", "没有可以退款"),
        (line(shipped=1), "delivered", "签收已超过"),
    ],
)
def test_refusals_say_why(item, status, words) -> None:
    late = NOW - timedelta(days=17)
    with pytest.raises(AfterSaleRefused, match=words):
        rules.claim(_flowing(item, status, late), "refund_only", [Asked(item.id, 1)], NOW)


def test_foreign_lines_too_many_units_and_doubles_are_refused() -> None:
    item = line(2)
    for asked in ([], [Asked(item.id, 3)], [Asked(LineId(uuid4()), 1)], [Asked(item.id, 1), Asked(item.id, 1)]):
        with pytest.raises(Invalid):
            rules.claim(_flowing(item), "refund_only", asked, NOW)


def test_seven_days_are_counted_from_the_day_after_receipt_in_china() -> None:
    item = line(shipped=1)
    received = datetime(2025, 11, 1, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    asked = [Asked(item.id, 1)]
    for now, within in (
        (datetime(2025, 11, 8, 15, 59, tzinfo=UTC), True),
        (datetime(2025, 11, 8, 16, 0, tzinfo=UTC), False),
    ):
        given_ = _flowing(item, "delivered", received)
        assert rules.is_no_reason(given_, asked, now) is within
        status = rules.first_status(given_, "return_refund", rules.claim(given_, "return_refund", asked, now), now)
        assert status == ("approved" if within else "applied")
    with pytest.raises(AfterSaleRefused):
        rules.check_reason(given_, "return_refund", "no_longer_wanted", asked, now)
    assert rules.check_reason(given_, "return_refund", "quality", asked, now).at_fault


def test_a_third_unresolved_request_goes_to_a_person() -> None:
    item = line()
    for unresolved, status in ((1, "approved"), (2, "escalated")):
        given_ = _flowing(item, unresolved=unresolved)
        worth = rules.claim(given_, "refund_only", [Asked(item.id, 1)], NOW)
        assert rules.first_status(given_, "refund_only", worth, NOW) == status


def test_a_stuck_refund_cannot_be_decided_again() -> None:
    stuck = rules.stuck(rules.approved(_request("refund_only"), "客服", "", NOW), "账户异常")
    assert stuck is not None and stuck.status == "escalated" and rules.actions(stuck) == ()
    for decide in (lambda: rules.approved(stuck, "", "", NOW), lambda: rules.cancelled(stuck, NOW)):
        with pytest.raises(AfterSaleNotAllowed):
            decide()
    again = rules.refunded(stuck, NOW)
    assert again is not None and again.status == "refunded" and rules.refunded(again, NOW) is None


class RequestLife(RuleBasedStateMachine):
    """Any sequence of decisions: money is asked for at most once, and the end is the end."""

    def __init__(self) -> None:
        super().__init__()
        self.request = _request()
        self.asked_for_money = 0
        self.finished: AfterSale | None = None

    def _try(self, step) -> None:
        try:
            after = step(self.request)
        except AfterSaleNotAllowed:
            return
        if after is None:
            return
        self.asked_for_money += after.status == "refunding" and self.request.status != "refunding"
        self.request = after
        if after.status in rules.FINISHED and self.finished is None:
            self.finished = after

    @rule()
    def approve(self) -> None:
        self._try(lambda r: rules.approved(r, "客服", "", NOW))

    @rule()
    def reject(self) -> None:
        self._try(lambda r: rules.rejected(r, "客服", "不符", NOW))

    @rule()
    def cancel(self) -> None:
        self._try(lambda r: rules.cancelled(r, NOW))

    @rule()
    def send(self) -> None:
        self._try(lambda r: rules.sent_back(r, ReturnParcel("ZTO", "中通快递", "7001"), NOW))

    @rule()
    def receive(self) -> None:
        self._try(lambda r: rules.received(r, "仓库", "", NOW))

    @rule()
    def bank_is_stuck(self) -> None:
        self._try(lambda r: rules.stuck(r, "账户异常"))

    @rule()
    def money_is_back(self) -> None:
        if self.request.refund_requested_at:
            self._try(lambda r: rules.refunded(r, NOW))

    @invariant()
    def holds(self) -> None:
        assert self.asked_for_money <= 1
        assert (self.request.status == "refunded") == (self.request.refunded_at is not None)
        if self.finished:
            assert self.request == self.finished
            assert rules.actions(self.request) == ()
        if self.request.status == "refunded":
            assert self.asked_for_money == 1 and self.request.received_at is not None


RequestLife.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestRequestLife = RequestLife.TestCase


@given(st.integers(0, 10**11 - 1), st.integers(0, 17))
def test_a_mistyped_number_is_noticed(random: int, place: int) -> None:
    number = order_number(NOW, f"{random:011d}")
    assert len(number) == 18 and number.startswith("251120") and is_number(number)
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert not is_number(wrong)
    assert is_number(after_sale_number(NOW, f"{random % 10**10:010d}"))
