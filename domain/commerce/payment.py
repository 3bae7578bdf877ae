"""Paying for an order, and what a payment that arrived means to it (W6)."""

from datetime import timedelta

from msgspec.structs import replace

from domain.commerce import orders as rules
from domain.commerce.order_ground import OrderGround
from domain.commerce.orders import NotAllowedNow, Payment, Verdict
from domain.commerce.receivers import unseal
from domain.commerce.words import PAYMENT_METHOD, yuan
from ports.commerce.api import (
    OfferedOrderCancelled,
    OfferedOrderPaid,
    OrderCancelled,
    OrderNotFound,
    OrderPaid,
    PointsOrderCancelled,
    PointsOrderPaid,
)
from ports.commerce.order_store import Change, Order, OrderHead
from ports.commerce.order_views import PaymentCheck
from ports.kernel import MemberId, OrderId, Tx
from ports.payments.api import CheckState, PaymentIntent, PaymentSucceeded, PayParams, RefundRequest
from ports.supply.api import Consignment, Goods

HOLD_FOR = timedelta(minutes=15)
NOTICE_TAKES = timedelta(minutes=1)
"""A payment in the last second is told a little later, and should still find its goods."""

DESCRIPTION_LENGTH_MAX = 40

_CHECK_MESSAGES: dict[CheckState, str] = {
    "paid": "支付成功",
    "pending": "还没有收到微信支付的结果，请稍后刷新查看",
    "closed": "这次支付没有完成，请重新支付",
}


class TooLateToPay(NotAllowedNow):
    code = "commerce.too_late_to_pay"
    message = "订单已超过付款时间，请重新下单"


class OrderPayment:
    def __init__(self, ground: OrderGround) -> None:
        self._ground = ground

    async def start(self, member_id: MemberId, order_id: OrderId) -> PayParams:
        """Holds the goods while the shopper pays. Raises OrderNotFound, NotAllowedNow, SoldOut, OutsideUnavailable.

        The expiry of every attempt is the order's own, so that payments gives back one attempt however often it starts.
        """
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head = await ground.orders.lock_head(tx, order_id, member_id)
            if head is None:
                raise OrderNotFound
            if head.status != "pending_payment":
                raise NotAllowedNow("订单已付款" if head.paid_at else "订单已经取消，请重新下单")
            if now >= head.pay_by:
                raise TooLateToPay
            await ground.supply.hold(tx, order_id, min(now + HOLD_FOR, head.pay_by + NOTICE_TAKES))
            intent = PaymentIntent(
                order_id=order_id,
                order_number=head.number,
                member_id=member_id,
                openid=head.openid,
                amount_fen=head.payable_fen,
                description=head.title[:DESCRIPTION_LENGTH_MAX],
                pay_by=head.pay_by,
            )
            attempt = await ground.payments.intend(tx, intent)
        return await ground.payments.prepay(attempt)

    async def check(self, member_id: MemberId, order_id: OrderId) -> PaymentCheck:
        """Asks WeChat Pay when no notice has come. Raises OrderNotFound."""
        async with self._ground.uow.reading() as tx:
            head = await self._ground.orders.head(tx, order_id, member_id)
        if head is None:
            raise OrderNotFound
        if head.paid_at is not None:
            return PaymentCheck("paid", _CHECK_MESSAGES["paid"])
        if head.status != "pending_payment":
            return PaymentCheck("closed", "订单已经取消")
        state = await self._ground.payments.check(order_id)
        return PaymentCheck(state, _CHECK_MESSAGES[state])

    async def on_payment_succeeded(self, tx: Tx, event: PaymentSucceeded) -> None:
        """The first right payment makes the order paid; every other one goes back."""
        order = await self._ground.orders.lock_placed(tx, event.order_id)
        if order is None:
            raise OrderNotFound
        head = order.head
        payment = Payment(event.attempt_id, event.amount_fen, event.paid_at)
        match rules.judge(head, payment):
            case Verdict.REPEATED:
                return
            case Verdict.ACCEPT:
                await self._accept(tx, order, payment)
            case Verdict.SECOND:
                await self._return(tx, head, payment, ("second", "收到重复支付"))
            case Verdict.LATE:
                await self._return(tx, head, payment, ("late", "订单结束后收到付款"))
            case Verdict.MISMATCH:
                await self._return(tx, head, payment, ("mismatch", f"付款金额与应付的 {yuan(head.payable_fen)} 不一致"))

    async def _accept(self, tx: Tx, before: Order, payment: Payment) -> None:
        ground = self._ground
        if not await ground.supply.confirm(tx, before.head.id, self._consignment(before, payment)):
            await self._give_up(tx, before.head, payment)
            return
        after = rules.paid(before, payment)
        if before.head.activity == "group_buy":
            after = replace(after, head=replace(after.head, held_for="team"))
        entry = ground.entry(f"{PAYMENT_METHOD}付款成功 {yuan(payment.amount_fen)}")
        await ground.orders.save(tx, replace(rules.change(before, after, entry), is_sale=True))
        head = after.head
        tx.emit(OrderPaid(head.id, head.number, head.member_id, payment.amount_fen, head.title, payment.paid_at))
        if head.points:
            tx.emit(PointsOrderPaid(head.id))
        if head.has_offers:
            tx.emit(OfferedOrderPaid(head.id, head.member_id, head.activity, payment.paid_at))

    async def _give_up(self, tx: Tx, head: OrderHead, payment: Payment) -> None:
        """The units went to others after the reservation ran out: the whole payment goes back."""
        ground, reason = self._ground, "付款时商品已售完，款项已自动原路退回"
        request = RefundRequest(
            key=f"sold_out:{head.id}",
            order_id=head.id,
            amount_fen=payment.amount_fen,
            reason="商品已售完",
            attempt_id=payment.attempt_id,
        )
        await ground.payments.request_refund(tx, request)
        await ground.supply.release(tx, head.id)
        after = rules.paid_in_vain(head, payment, reason)
        entry = ground.entry(f"收到付款 {yuan(payment.amount_fen)}，但商品已售完，正在自动原路退款")
        await ground.orders.save(tx, Change(after, entries=(entry,)))
        tx.emit(OrderCancelled(head.id, head.member_id, "sold_out"))
        if head.points:
            tx.emit(PointsOrderCancelled(head.id))
        if head.has_offers:
            tx.emit(OfferedOrderCancelled(head.id, head.member_id, head.activity))

    async def _return(self, tx: Tx, head: OrderHead, payment: Payment, why: tuple[str, str]) -> None:
        """The order does not want this money. Its amounts stay: they are of the payment that it kept."""
        key, words = why
        request = RefundRequest(
            key=f"{key}:{payment.attempt_id}",
            order_id=head.id,
            amount_fen=payment.amount_fen,
            reason=words,
            attempt_id=payment.attempt_id,
        )
        await self._ground.payments.request_refund(tx, request)
        entry = self._ground.entry(f"{words}，{yuan(payment.amount_fen)} 正在自动原路退回")
        await self._ground.orders.save(tx, Change(head, entries=(entry,)))

    def _consignment(self, order: Order, payment: Payment) -> Consignment:
        """Physical goods alone: what it does not name, supply hands over at once."""
        sealed = order.head.address_sealed
        goods = tuple(
            Goods(line.id, line.title, line.option_text, line.image_url, line.weight_g, line.unit_fen)
            for line in order.lines
            if line.kind == "physical"
        )
        return Consignment(
            order_number=order.head.number,
            to=unseal(self._ground.cipher, sealed) if sealed else None,
            goods=goods,
            paid_at=payment.paid_at,
            note=order.head.note,
            on_hold=order.head.activity == "group_buy",
        )
