"""Paid orders are attributed once and explained, by rules that are data; refunds lower them, in any order."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.community.periods import period_of
from domain.community.rule_book_desk import RuleBookChanged
from ports.commerce.api import AfterSaleRefunded, OrderPaid
from ports.commerce.order_views import OrderDetail
from ports.community.attribution import AttributionRules, TouchWindows
from ports.community.touches import NewTouch
from ports.governance.api import PermissionMissing
from ports.kernel import Event, Invalid, OrderId, SkuId
from ports.members.api import Contact
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.test_touches import came, issued
from tests.flows.community.wecom import CORP
from tests.flows.identity.conftest import People
from tests.flows.orders.conftest import Shopper
from tests.flows.promotion.conftest import Promo


async def bought(circle: Circle, buyer: Shopper, *lines: tuple[SkuId, int], **more: object) -> OrderDetail:
    """Placed and paid, now."""
    circle.shop.bank.paid_at = circle.shop.clock.now()
    return await buyer.buy(*lines, **more)


async def decided(circle: Circle, order_id: OrderId) -> tuple[str, str | None, int, int]:
    """Rule, guide, paid, kept."""
    [row] = await circle.shop.rows(
        "select rule, guide, paid_fen, kept_fen from community.attributed_orders where order_id = $1", order_id
    )
    return row[0], row[1], row[2], row[3]


async def why(circle: Circle, order_id: OrderId) -> str:
    [(words,)] = await circle.shop.rows("select why from community.attributed_orders where order_id = $1", order_id)
    return str(words)


async def known_as(circle: Circle, buyer: Shopper, user_id: str, contact_id: str) -> None:
    """The shopper becomes a contact of the guide, and is known to be that member."""
    circle.wecom.befriend(user_id, contact_id)
    await circle.compare()
    async with circle.shop.uow.begin() as tx:
        await circle.shop.modules.members.identity.contact_seen(tx, Contact("wecom", CORP, contact_id))
    await circle.shop.rows("update members.identity set member_id = $1 where subject = $2", buyer.id, contact_id)


async def told(circle: Circle, *events: Event) -> None:
    """Each of them at once with the others."""

    async def one(event: Event) -> None:
        async with circle.shop.uow.begin() as tx:
            tx.emit(event)

    await asyncio.gather(*(one(event) for event in events))
    await circle.shop.settle()


async def test_the_touch_opened_last_has_the_order(circle: Circle) -> None:
    buyer, sku = await circle.shop.shopper(), await circle.shop.sku(9900)
    await circle.compare()
    post = uuid4()
    old = await issued(circle, NewTouch("script", "script:1", "mei"))
    last = await issued(circle, NewTouch("post", "post:1", "lan", chat_id="room", post_id=post))
    await came(circle, buyer.id, old)
    circle.shop.clock.pass_(hours=1)
    await came(circle, buyer.id, last)
    order = await bought(circle, buyer, (sku, 1))
    assert await decided(circle, order.id) == ("touch", "lan", order.payable_fen, order.payable_fen)
    assert (await why(circle, order.id)).startswith("付款前最后打开的是 导购lan 发的社群内容")
    # Opened after the payment: nothing changes.
    await came(circle, buyer.id, old)
    await told(circle, *(await _paid_event(circle, order.id),) * 3)
    assert (await decided(circle, order.id))[:2] == ("touch", "lan")
    async with circle.shop.uow.reading() as tx:
        of_post = await circle.parts.performance.results.of_post(tx, post)
        assert of_post == await circle.parts.performance.results.of_chat(tx, "room")
        nothing = await circle.parts.performance.results.of_post(tx, uuid4())
    assert (of_post.touches, of_post.openings, of_post.visitors, of_post.orders, of_post.buyers) == (1, 1, 1, 1, 1)
    assert of_post.kept_fen == order.payable_fen
    assert (nothing.touches, nothing.orders, nothing.kept_fen) == (0, 0, 0)


async def _paid_event(circle: Circle, order_id: OrderId) -> OrderPaid:
    [row] = await circle.shop.rows(
        'select number, member_id, paid_fen, title, paid_at from commerce."order" where id = $1', order_id
    )
    return OrderPaid(order_id, *row)


async def test_windows_are_counted_from_the_opening(circle: Circle) -> None:
    buyer, sku = await circle.shop.shopper(), await circle.shop.sku(9900)
    await came(circle, buyer.id, await issued(circle, NewTouch("script", "script:1", "mei")))
    circle.shop.clock.pass_(hours=24 * 7 + 1)
    assert (await decided(circle, (await bought(circle, buyer, (sku, 1))).id))[:2] == ("none", None)
    await came(circle, buyer.id, await issued(circle, NewTouch("script", "script:2", "mei")))
    circle.shop.clock.pass_(hours=24 * 7 - 1)
    assert (await decided(circle, (await bought(circle, buyer, (sku, 1))).id))[:2] == ("touch", "mei")


async def test_the_guide_whose_live_code_gave_the_coupon_has_the_order(circle: Circle) -> None:
    shop, promo = circle.shop, Promo(circle.shop)
    buyer, sku = await shop.shopper(), await shop.sku(9900)
    coupon = await promo.coupon(buyer)
    await issued(circle, NewTouch("coupon", f"guide:{coupon}", "lan"))
    await shop.rows("update promotion.coupon set claim_key = $2 where id = $1", coupon, f"guide:{coupon}")
    order = await bought(circle, buyer, (sku, 1), coupon_ids=(coupon,))
    assert (await decided(circle, order.id))[:2] == ("coupon", "lan")
    assert "满减券" in await why(circle, order.id)
    # Another order, without it: nobody's.
    assert (await decided(circle, (await bought(circle, buyer, (sku, 1), coupon_ids=())).id))[:2] == ("none", None)


async def test_whose_contact_the_member_is_counts_where_the_rules_say_so(circle: Circle) -> None:
    buyer, sku = await circle.shop.shopper(), await circle.shop.sku(9900)
    await known_as(circle, buyer, "mei", "wm1")
    order = await bought(circle, buyer, (sku, 1))
    assert (await decided(circle, order.id))[:2] == ("follow", "mei")
    desk = circle.parts.performance.rule_books
    await desk.save_attribution(OPERATOR, AttributionRules(order=("touch", "coupon")), 0)
    # Rules that are changed later do not write history anew.
    await told(circle, await _paid_event(circle, order.id))
    assert (await decided(circle, order.id))[:2] == ("follow", "mei")
    late = await bought(circle, buyer, (sku, 1))
    assert (await decided(circle, late.id))[:2] == ("none", None)
    versions = await circle.shop.rows(
        "select rules_version from community.attributed_orders order by paid_at, order_id"
    )
    assert sorted(row[0] for row in versions) == [0, 1]


async def test_refunds_lower_what_is_kept_whatever_is_told_first(circle: Circle) -> None:
    promo, buyer, sku = Promo(circle.shop), await circle.shop.shopper(), await circle.shop.sku(9900)
    await came(circle, buyer.id, await issued(circle, NewTouch("script", "script:1", "mei")))
    order = await bought(circle, buyer, (sku, 2))
    paid = order.payable_fen
    back = await promo.refund(buyer, order, 1)
    await circle.shop.query_bank()
    assert 0 < back < paid
    assert await decided(circle, order.id) == ("touch", "mei", paid, paid - back)
    # All over again and the other way round: the refund is told before the payment.
    refunded = await _refund_event(circle, order.id, paid - back)
    whole = await _refund_event(circle, order.id, 0)
    await circle.shop.rows("truncate community.attributed_orders, community.order_kept")
    await told(circle, refunded)
    await told(circle, await _paid_event(circle, order.id))
    assert await decided(circle, order.id) == ("touch", "mei", paid, paid - back)
    await told(circle, whole, whole, refunded, await _paid_event(circle, order.id))
    assert await decided(circle, order.id) == ("touch", "mei", paid, 0)


async def _refund_event(circle: Circle, order_id: OrderId, kept_fen: int) -> AfterSaleRefunded:
    paid = await _paid_event(circle, order_id)
    return AfterSaleRefunded(
        uuid4(), order_id, paid.order_number, paid.member_id, 1, paid.title, paid.paid_at, kept_fen
    )


async def test_attribution_stays_with_its_order_when_members_become_one(circle: Circle) -> None:
    one, other, sku = await circle.shop.shopper(), await circle.shop.shopper(), await circle.shop.sku(9900)
    touch = await issued(circle, NewTouch("script", "script:1", "mei"))
    await came(circle, one.id, touch)
    await came(circle, other.id, touch)
    order = await bought(circle, one, (sku, 1))
    people = People(circle.shop)
    await people.join(one.id, other.id)
    await people.later()
    await told(circle, await _paid_event(circle, order.id))
    assert (await decided(circle, order.id))[:2] == ("touch", "mei")
    # The kept member goes on with what either has opened.
    kept = other if await people.merged_into(one.id) else one
    assert (await decided(circle, (await bought(circle, kept, (sku, 1))).id))[:2] == ("touch", "mei")


async def test_rules_are_checked_kept_by_version_and_audited(circle: Circle) -> None:
    desk = circle.parts.performance.rule_books
    before = await desk.attribution(OPERATOR)
    assert (before.version, before.rules) == (0, AttributionRules())
    for wrong in (
        AttributionRules(order=("touch", "touch")),
        AttributionRules(windows=TouchWindows(script=91)),
        AttributionRules(coupon_days=-1),
    ):
        with pytest.raises(Invalid):
            await desk.save_attribution(OPERATOR, wrong, 0)
    reader = OPERATOR.__class__(OPERATOR.id, OPERATOR.name, frozenset({"community.read"}), OPERATOR.ip)
    with pytest.raises(PermissionMissing):
        await desk.save_attribution(reader, AttributionRules(), 0)
    assert await circle.shop.rows("select count(*) from community.rule_books") == [(0,)]
    after = await desk.save_attribution(OPERATOR, AttributionRules(coupon_days=3), 0)
    assert (after.version, after.by) == (1, "小周")
    with pytest.raises(RuleBookChanged):
        await desk.save_attribution(OPERATOR, AttributionRules(), 0)
    assert (await desk.attribution(OPERATOR)).rules.coupon_days == 3
    [(target,)] = await circle.shop.rows(
        "select target from governance.audit where action = 'community.attribution_rules' order by at desc limit 1"
    )
    assert target == "归因规则 第 1 版"


async def test_figures_of_a_guide(circle: Circle) -> None:
    buyer, sku = await circle.shop.shopper(), await circle.shop.sku(9900)
    await known_as(circle, buyer, "mei", "wm1")
    touch = await issued(circle, NewTouch("script", "script:1", "mei"))
    await came(circle, buyer.id, touch)
    order = await bought(circle, buyer, (sku, 1))
    stranger = await circle.shop.shopper()
    nobodys = await bought(circle, stranger, (sku, 1))
    desk = circle.parts.performance.desk
    board = await desk.leaderboard(OPERATOR, "month", None)
    [mei, lan] = board.guides
    assert (mei.user_id, mei.touches, mei.openings, mei.visitors, mei.gained) == ("mei", 1, 1, 1, 1)
    assert (mei.orders, mei.buyers, mei.kept_fen) == (1, 1, order.payable_fen)
    assert mei.commission_fen == order.payable_fen * 200 // 10_000 and mei.tasks_done is None
    assert (lan.user_id, lan.orders, lan.commission_fen) == ("lan", 0, 0)
    assert (board.unattributed_orders, board.unattributed_fen) == (1, nobodys.payable_fen)
    page = await desk.orders(OPERATOR, "mei", ("month", None), (None, 20))
    assert [(one.order_id, one.rule, one.touch_kind) for one in page.items] == [(order.id, "touch", "script")]
    assert (await desk.orders(OPERATOR, "lan", ("month", None), (None, 20))).items == []
    past = await desk.leaderboard(OPERATOR, "month", board.first_day - timedelta(days=1))
    assert [(one.orders, one.touches) for one in past.guides] == [(0, 0), (0, 0)]
    async with circle.shop.uow.reading() as tx:
        own = await desk.own(tx, "mei", period_of("month", board.first_day))
        nobody = await desk.own(tx, "who", period_of("month", board.first_day))
    assert own == mei and (nobody.user_id, nobody.orders) == ("who", 0)
