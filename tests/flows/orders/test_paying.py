"""From the basket to paid, and everything that may come between (C5, C6, W6)."""

import asyncio

import pytest
from msgspec.structs import replace

from domain.commerce.checkout import AddressRequired, PriceChanged, VirtualNoticeRequired
from domain.commerce.orders import NotAllowedNow
from domain.commerce.payment import TooLateToPay
from ports.commerce.api import OrderNotFound
from ports.crypto import mask_number
from ports.governance.api import PermissionMissing
from ports.kernel import OrderId
from ports.members.api import AddressNotFound
from ports.supply.api import SoldOut
from tests.flows.orders.conftest import HOME, OPERATOR, Shop, Shopper


async def test_a_purchase_from_basket_to_paid(shop: Shop, buyer: Shopper) -> None:
    one, two = await shop.sku(9900), await shop.sku(5050, south=0, north=3)
    order = await buyer.place((one, 2), (two, 1), note="放门口")
    assert (order.status, order.status_text, order.actions) == ("pending_payment", "待付款", ("cancel", "pay"))
    assert (
        order.totals.payable_fen
        == order.payable_fen
        == sum(line.payable_fen for line in order.lines) + order.totals.freight_fen
    )
    assert (order.address.name, order.address.phone_masked, order.address.detail) == (
        "王小明",
        "138****5678",
        HOME.detail,
    )
    assert order == await buyer.see(order.id), "the answer is what the view would give"
    assert len(order.number) == 18 and await shop.levels(one) == (10, 2)
    await buyer.pay(order.id)
    paid = await buyer.see(order.id)
    assert (paid.status, paid.payment_method, paid.actions[0]) == ("paid", "微信支付", "change_address")
    assert [entry.text for entry in paid.timeline] == [
        "订单已提交，等待付款",
        f"微信支付付款成功 ¥{order.payable_fen / 100:.2f}",
    ]
    assert await shop.rows("select count(*), min(status) from supply.fulfilment") == [(2, "to_ship")]
    assert (await shop.balance())["income:sales"] == -order.payable_fen
    assert await shop.services.order_payment.check(buyer.id, order.id) is not None


async def test_the_address_is_sealed_at_rest(shop: Shop, buyer: Shopper) -> None:
    await buyer.place((await shop.sku(), 1))
    [(sealed, masked)] = await shop.rows('select address_sealed, receiver_masked from commerce."order"')
    assert HOME.phone.encode() not in sealed and masked == "王** 138****5678"


async def test_the_same_key_gives_the_same_order(shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku(south=1)
    wish = buyer.wish((sku, 1))
    placed = await asyncio.gather(*(shop.services.checkout.place(buyer.id, wish) for _ in range(8)))
    assert len({order.id for order in placed}) == 1
    assert await shop.levels(sku) == (1, 1)
    assert await shop.rows('select count(*) from commerce."order"') == [(1,)]
    other = await shop.shopper()
    with pytest.raises(SoldOut):
        await shop.services.checkout.place(other.id, other.wish((sku, 1), client_key=wish.client_key))


async def test_the_cart_gives_up_what_was_bought(shop: Shop, buyer: Shopper) -> None:
    from ports.commerce.cart_store import WantedLine

    bought, kept = await shop.sku(), await shop.sku()
    await shop.services.carts.add(buyer.id, [WantedLine(bought, 2), WantedLine(kept, 1)])
    await shop.services.carts.select(buyer.id, [kept], False)
    order = await buyer.place(source="cart")
    assert [(line.sku_id, line.quantity) for line in order.lines] == [(bought, 2)]
    assert await shop.rows("select sku_id from commerce.cart_line") == [(kept,)]
    cart = await shop.services.order_changes.buy_again(buyer.id, order.id)
    assert cart.selected_quantity == 2


async def test_refusals_change_nothing(shop: Shop, buyer: Shopper) -> None:
    sku, card = await shop.sku(south=2), await shop.sku(kind="virtual")
    stranger = await shop.shopper()
    for error, wish in (
        (SoldOut, buyer.wish((sku, 3))),
        (PriceChanged, buyer.wish((sku, 1), expected_payable_fen=1)),
        (AddressRequired, buyer.wish((sku, 1), address_id=None)),
        (AddressNotFound, buyer.wish((sku, 1), address_id=stranger.address_id)),
        (VirtualNoticeRequired, buyer.wish((card, 1), address_id=None)),
    ):
        with pytest.raises(error):
            await shop.services.checkout.place(buyer.id, wish)
    assert await shop.levels(sku) == (2, 0)
    assert await shop.rows('select count(*) from commerce."order"') == [(0,)]


async def test_quick_buy_uses_the_default_address(shop: Shop, buyer: Shopper) -> None:
    order = await shop.services.checkout.quick(buyer.id, "key-quick-1", await shop.sku(), 1)
    assert order.address is not None and order.address.region == "广东省 深圳市 南山区"


async def test_virtual_goods_are_handed_over_by_payment(shop: Shop, buyer: Shopper) -> None:
    card, sku = await shop.sku(kind="virtual", south=3), await shop.sku()
    alone = await buyer.buy((card, 1), address_id=None, virtual_notice_accepted=True)
    assert (alone.status, alone.lines[0].status_text) == ("delivered", "已交付")
    mixed = await buyer.buy((card, 1), (sku, 1), virtual_notice_accepted=True)
    assert mixed.status == "paid"
    assert await shop.levels(card) == (1, 0) and await shop.levels(sku) == (10, 1)
    await shop.ship(mixed.id)
    assert (await buyer.see(mixed.id)).status == "shipped"


async def test_an_unpaid_order_closes_and_gives_everything_back(shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku()
    order = await buyer.place((sku, 3))
    await buyer.start_paying(order.id)
    shop.clock.pass_(minutes=29)
    assert await shop.services.cancelling.close_overdue() == 0
    shop.clock.pass_(minutes=2)
    with pytest.raises(TooLateToPay):
        await shop.services.order_payment.start(buyer.id, order.id)
    await shop.modules.supply.reservations.release_expired()
    assert await shop.services.cancelling.close_overdue() == 1
    assert await shop.services.cancelling.close_overdue() == 0
    seen = await buyer.see(order.id)
    assert (seen.status, seen.sentence, seen.actions) == ("cancelled", "订单已取消：超过 30 分钟未付款", ("buy_again",))
    assert await shop.levels(sku) == (10, 0)


async def test_a_lost_notice_does_not_close_a_paid_order(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.place((await shop.sku(), 1))
    number = await buyer.start_paying(order.id)
    shop.bank.pay(number)
    shop.clock.pass_(minutes=31)
    assert await shop.services.cancelling.close_overdue() == 0
    await shop.settle()
    assert (await buyer.see(order.id)).status == "paid"


async def test_while_the_bank_is_away_overdue_orders_wait(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.place((await shop.sku(), 1))
    await buyer.start_paying(order.id)
    shop.bank.is_away = True
    shop.clock.pass_(minutes=31)
    assert await shop.services.cancelling.close_overdue() == 0
    shop.clock.pass_(hours=2)
    assert await shop.services.cancelling.close_overdue() == 1


async def test_a_payment_after_the_end_goes_back(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.place((await shop.sku(), 1))
    number = await buyer.start_paying(order.id)
    assert (await shop.services.cancelling.by_shopper(buyer.id, order.id, "不想买了")).status == "cancelled"
    await shop.modules.payments.books.record(shop.bank.pay(number))
    await shop.settle()
    seen = await buyer.see(order.id)
    assert seen.status == "cancelled" and seen.timeline[-1].text.endswith("已原路退回")
    balance = await shop.balance()
    assert balance.get("liability:refunds_payable", 0) == 0
    assert [refund.refund_fen for refund in shop.bank.refunds.values()] == [order.payable_fen]


async def test_a_stuck_refund_of_a_late_payment_waits_for_an_operator(shop: Shop, buyer: Shopper) -> None:
    desk, home = shop.services.money_desk, shop.services.dashboard
    order = await buyer.place((await shop.sku(), 1))
    number = await buyer.start_paying(order.id)
    await shop.services.cancelling.by_shopper(buyer.id, order.id, "不想买了")
    shop.bank.refund_status = "ABNORMAL"
    await shop.modules.payments.books.record(shop.bank.pay(number))
    await shop.settle()
    [stuck] = (await desk.stuck_refunds(OPERATOR, None, 20)).items
    assert (stuck.order_number, stuck.amount_fen, stuck.reason) == (
        mask_number(order.number),
        order.payable_fen,
        "订单结束后收到付款",
    )
    assert stuck.problem.startswith("退款异常")
    assert (await home.attention(OPERATOR)).stuck_refunds == 1
    reader = replace(OPERATOR, permissions=frozenset({"after_sale.read"}))
    with pytest.raises(PermissionMissing):
        await desk.resend_refund(reader, stuck.id, "买家换了卡")
    with pytest.raises(PermissionMissing):
        await desk.stuck_refunds(replace(OPERATOR, permissions=frozenset({"orders.read"})), None, 20)
    shop.bank.refund_status = "SUCCESS"
    await desk.resend_refund(OPERATOR, stuck.id, "买家换了卡")
    await shop.settle()
    assert (await desk.stuck_refunds(OPERATOR, None, 20)).items == []
    assert (await home.attention(OPERATOR)).stuck_refunds == 0
    assert (await buyer.see(order.id)).timeline[-1].text.endswith("已原路退回")
    audited = "select action, target, reason from governance.audit where target_id = $1"
    assert await shop.rows(audited, stuck.id) == [("refunds.resend", stuck.out_refund_no, "买家换了卡")]
    assert (await shop.balance()).get("liability:refunds_payable", 0) == 0


async def test_a_second_payment_goes_back_and_the_first_stays(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1))
    [(attempt,)] = await shop.rows("select id from payments.attempt")
    await shop.rows(
        """insert into payments.attempt (id, order_id, member_id, openid, out_trade_no, amount_fen, description, state,
           expires_at, created_at) select gen_random_uuid(), order_id, member_id, openid, 'second0001', amount_fen,
           description, 'prepaid', expires_at + interval '1 second', created_at from payments.attempt where id = $1""",
        attempt,
    )
    await shop.modules.payments.books.record(shop.bank.pay("second0001", order.payable_fen))
    await shop.settle()
    seen = await buyer.see(order.id)
    assert seen.status == "paid" and "收到重复支付" in seen.timeline[-2].text
    assert [refund.out_trade_no for refund in shop.bank.refunds.values()] == ["second0001"]


async def test_paid_after_the_goods_went_to_others_is_refunded_whole(shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku(south=1)
    order = await buyer.place((sku, 1))
    number = await buyer.start_paying(order.id)
    shop.clock.pass_(minutes=16)
    await shop.modules.supply.reservations.release_expired()
    await (await shop.shopper()).buy((sku, 1))
    await shop.modules.payments.books.record(shop.bank.pay(number))
    await shop.settle()
    seen = await buyer.see(order.id)
    assert (seen.status, seen.sentence) == ("closed", "付款时商品已售完，款项已自动原路退回")
    assert await shop.rows('select paid_fen = refunded_fen from commerce."order" where id = $1', order.id) == [(True,)]
    assert await shop.levels(sku) == (1, 1)


async def test_a_reservation_that_ran_out_is_taken_anew_while_units_are_free(shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku(south=1)
    order = await buyer.place((sku, 1))
    shop.clock.pass_(minutes=16)
    await shop.modules.supply.reservations.release_expired()
    assert await shop.levels(sku) == (1, 0)
    await buyer.pay(order.id)
    assert (await buyer.see(order.id)).status == "paid" and await shop.levels(sku) == (1, 1)


async def test_nobody_touches_anothers_order(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.place((await shop.sku(), 1))
    thief, services = await shop.shopper(), shop.services
    for attempt in (
        services.orders.detail(thief.id, order.id),
        services.order_payment.start(thief.id, order.id),
        services.order_payment.check(thief.id, order.id),
        services.cancelling.by_shopper(thief.id, order.id, ""),
        services.receiving.confirm(thief.id, order.id, None),
        services.order_changes.readdress(thief.id, order.id, thief.address_id),
        services.order_changes.buy_again(thief.id, order.id),
        services.order_changes.remind(thief.id, order.id),
        services.after_sale_reading.options(thief.id, order.id),
    ):
        with pytest.raises(OrderNotFound):
            await attempt
    assert (await services.orders.cards(thief.id, "all", None, 10)).items == []
    assert (await buyer.see(order.id)).status == "pending_payment"


async def test_a_paid_order_cannot_be_cancelled(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1))
    with pytest.raises(NotAllowedNow):
        await shop.services.cancelling.by_shopper(buyer.id, OrderId(order.id), "")


async def test_orders_are_listed_by_state_and_page_by_page(shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku()
    placed = []
    for _ in range(3):
        placed.append((await buyer.place((sku, 1))).id)
        shop.clock.pass_(minutes=1)
    await buyer.pay(placed[0])
    first = await shop.services.orders.cards(buyer.id, "all", None, 2)
    rest = await shop.services.orders.cards(buyer.id, "all", first.next_cursor, 2)
    assert [card.id for card in (*first.items, *rest.items)] == placed[::-1] and rest.next_cursor is None
    assert [card.id for card in (await shop.services.orders.cards(buyer.id, "to_ship", None, 10)).items] == placed[:1]
    assert len((await shop.services.orders.cards(buyer.id, "pending_payment", None, 10)).items) == 2
