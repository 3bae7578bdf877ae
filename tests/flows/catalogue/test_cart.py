"""The cart: merged, ticked, changed in place, explained; and the quote that follows from it."""

import pytest

from domain.commerce.cart import CartLineNotFound, LineChange
from domain.commerce.quote import Wanted
from domain.commerce.quote_page import CheckoutQuotes, QuoteAsk
from domain.members.addresses import AddressDraft
from ports.commerce.cart_store import CartFull, WantedLine
from ports.commerce.cart_views import CartView
from ports.commerce.pricing import BasketEmpty, BasketTooLarge, LimitPerOrder, PricedBasket, SkuUnavailable
from ports.commerce.views import Option
from ports.kernel import MemberId, NotFound, SkuId
from ports.members.api import PostalAddress
from tests.flows.catalogue.conftest import Shop

XINJIANG = PostalAddress("王小明", "13812345678", "新疆维吾尔自治区", "乌鲁木齐市", "天山区", "人民路 1 号")


def lines_of(cart: CartView) -> list[tuple[SkuId, int, bool]]:
    return [(line.sku_id, line.quantity, line.selected) for group in cart.groups for line in group.lines]


async def test_quantities_add_up_to_ninety_nine(shop: Shop) -> None:
    member_id, sku_id = await shop.member(), await shop.single(await shop.category(), 1000, stock=500)
    await shop.carts.add(member_id, [WantedLine(sku_id, 60)])
    cart = await shop.carts.add(member_id, [WantedLine(sku_id, 60)])
    assert lines_of(cart) == [(sku_id, 99, True)]
    assert cart.totals.payable_fen == 99_000
    assert (cart.hint, cart.selected_count, cart.selected_quantity, cart.all_selected) == (None, 1, 99, True)


async def test_the_cart_prices_what_is_ticked_for_the_level(shop: Shop) -> None:
    category_id, member_id = await shop.category(), await shop.member(95)
    first, second = await shop.single(category_id, 3999), await shop.single(category_id, 1001)
    cart = await shop.carts.add(member_id, [WantedLine(first, 2), WantedLine(second, 1)])
    assert [
        (line.price_fen, line.member_price_fen, line.line_fen) for group in cart.groups for line in group.lines
    ] == [
        (3999, 3799, 7598),
        (1001, 951, 951),
    ]
    assert (cart.totals.goods_fen, cart.totals.discount_fen, cart.totals.freight_fen) == (8999, 450, 1000)
    assert cart.hint == "还差 13.51 元免运费"
    assert cart.expected_delivery is not None
    assert sum(item.amount_fen for item in cart.derivation) == cart.totals.payable_fen

    cart = await shop.carts.select(member_id, [first], False)
    assert (cart.selected_count, cart.all_selected, cart.totals.goods_fen) == (1, False, 1001)
    cart = await shop.carts.select(member_id, None, False)
    assert (cart.selected_count, cart.totals.payable_fen, cart.derivation, cart.hint) == (0, 0, (), None)


async def test_a_sku_changes_in_place_and_lines_merge(shop: Shop) -> None:
    product = await shop.on_sale(await shop.category(), stock=50)
    small, large = (sku.id for sku in product.skus)
    other = await shop.single(await shop.category())
    member_id = await shop.member()
    await shop.carts.add(member_id, [WantedLine(small, 2), WantedLine(large, 3)])
    cart = await shop.carts.change(member_id, small, LineChange(new_sku_id=large))
    assert lines_of(cart) == [(large, 5, True)]
    cart = await shop.carts.change(member_id, large, LineChange(quantity=1, new_sku_id=small))
    assert lines_of(cart) == [(small, 1, True)]
    cart = await shop.carts.change(member_id, small, LineChange(quantity=4, selected=False))
    assert lines_of(cart) == [(small, 4, False)]
    for sku_id, change in ((small, LineChange(new_sku_id=other)), (large, LineChange(quantity=1))):
        with pytest.raises(CartLineNotFound):
            await shop.carts.change(member_id, sku_id, change)
    assert lines_of(await shop.carts.show(member_id)) == [(small, 4, False)]


async def test_nobody_touches_the_cart_of_another(shop: Shop) -> None:
    sku_id = await shop.single(await shop.category())
    owner, other = await shop.member(), await shop.member()
    await shop.carts.add(owner, [WantedLine(sku_id, 2)])
    with pytest.raises(CartLineNotFound):
        await shop.carts.change(other, sku_id, LineChange(quantity=9))
    await shop.carts.remove(other, [sku_id])
    await shop.carts.select(other, None, False)
    assert lines_of(await shop.carts.show(owner)) == [(sku_id, 2, True)]
    assert (await shop.carts.remove(owner, [sku_id])).groups == ()


async def test_lines_that_cannot_be_bought_say_why(shop: Shop) -> None:
    category_id, member_id = await shop.category(), await shop.member()
    product = await shop.on_sale(category_id, stock=10)
    gone, sold_out = product.skus[0].id, await shop.single(category_id, stock=0)
    short = await shop.single(category_id, stock=2)
    limited = (await shop.on_sale(category_id, options=(), skus=(shop.sku(None, 500, limit_per_order=1),))).skus[0].id
    wanted = [WantedLine(sku_id, 3) for sku_id in (gone, sold_out, short, limited)]
    await shop.carts.add(member_id, wanted)
    await shop.catalogue.unpublish(product.id)
    cart = await shop.carts.show(member_id)
    problems = {
        line.sku_id: line.problem.code if line.problem else None
        for line in (*cart.invalid, *(line for group in cart.groups for line in group.lines))
    }
    assert problems == {
        gone: "commerce.sku_unavailable",
        sold_out: "supply.sold_out",
        short: "supply.short",
        limited: "commerce.limit_per_order",
    }
    assert {line.sku_id for line in cart.invalid} == {gone, sold_out}
    assert cart.selected_count == 2


async def test_a_guests_cart_is_previewed_and_merged_at_login(shop: Shop) -> None:
    category_id, member_id = await shop.category(), await shop.member()
    first, second = await shop.single(category_id, 1000), await shop.single(category_id, 2000)
    preview = await shop.carts.preview(
        [WantedLine(first, 1), WantedLine(second, 2, False), WantedLine(SkuId(shop.ids.new()), 1)]
    )
    assert lines_of(preview) == [(first, 1, True), (second, 2, False)]
    assert preview.totals.goods_fen == 1000
    await shop.carts.add(member_id, [WantedLine(second, 1)])
    merged = await shop.carts.merge(
        member_id, [WantedLine(first, 1), WantedLine(second, 2), WantedLine(SkuId(shop.ids.new()), 1)]
    )
    assert sorted(lines_of(merged), key=lambda line: line[1]) == [(first, 1, True), (second, 3, True)]
    assert (await shop.carts.merge(member_id, [])) == merged
    with pytest.raises(SkuUnavailable):
        await shop.carts.add(member_id, [WantedLine(SkuId(shop.ids.new()), 1)])


async def test_a_hundred_lines_are_the_most(shop: Shop) -> None:
    category_id, member_id = await shop.category(), await shop.member()
    skus = []
    for _ in range(2):
        values = tuple(str(n) for n in range(50))
        product = await shop.on_sale(
            category_id,
            options=(Option("号码", values),),
            skus=tuple(shop.sku(value, 100) for value in values),
        )
        skus.extend(sku.id for sku in product.skus)
    one_more = await shop.single(category_id)
    await shop.carts.add(member_id, [WantedLine(sku_id, 1) for sku_id in skus])
    with pytest.raises(CartFull):
        await shop.carts.add(member_id, [WantedLine(one_more, 1)])
    await shop.carts.merge(member_id, [WantedLine(one_more, 1), WantedLine(skus[0], 1)])
    lines = {sku_id: quantity for sku_id, quantity, _ in lines_of(await shop.carts.show(member_id))}
    assert len(lines) == 100
    assert (lines[skus[0]], one_more in lines) == (2, False)


async def test_the_quoter_refuses_what_cannot_be_sold(shop: Shop) -> None:
    category_id = await shop.category()
    product = await shop.on_sale(category_id, options=(), skus=(shop.sku(None, 500, limit_per_order=2),))
    sku_id = product.skus[0].id
    member_id = await shop.member()

    async def priced(*wants: tuple[SkuId, int], to: PostalAddress | None = None) -> PricedBasket:
        wanted = Wanted(wants, None)
        async with shop.uow.reading() as tx:
            return await shop.quoting.price(tx, await shop.quoting.shopping(tx, member_id, wanted), wanted, to)

    basket = await priced((sku_id, 1), (sku_id, 1), to=XINJIANG)
    assert [(line.quantity, line.payable_fen) for line in basket.lines] == [(2, 1000)]
    assert basket.totals.freight_fen == 2000
    refusals = [
        ([], BasketEmpty),
        ([(sku_id, 100)], BasketTooLarge),
        ([(sku_id, 0)], BasketTooLarge),
        ([(sku_id, 3)], LimitPerOrder),
        ([(SkuId(shop.ids.new()), 1)], SkuUnavailable),
    ]
    for wants, error in refusals:
        with pytest.raises(error):
            await priced(*wants)
    await shop.catalogue.unpublish(product.id)
    with pytest.raises(SkuUnavailable) as refused:
        await priced((sku_id, 1))
    assert product.title in refused.value.text
    with pytest.raises(NotFound):
        async with shop.uow.reading() as tx:
            await shop.quoting.shopping(tx, MemberId(shop.ids.new()), Wanted(None, None))


async def test_a_quote_lists_what_stands_in_the_way(shop: Shop, quotes: CheckoutQuotes) -> None:
    category_id, member_id = await shop.category(), await shop.member()
    fine, scarce = await shop.single(category_id, 5000, stock=5), await shop.single(category_id, 3000, stock=1)
    unknown = SkuId(shop.ids.new())
    quote = await quotes.quote(member_id, QuoteAsk("direct", ((fine, 1), (scarce, 2), (unknown, 1)), None))
    assert [(problem.code, problem.sku_id) for problem in quote.problems] == [
        ("commerce.sku_unavailable", unknown),
        ("supply.sold_out", scarce),
        ("commerce.address_required", None),
    ]
    assert quote.can_submit is False
    assert [group.warehouse_name for group in quote.groups] == ["杭州仓", "暂时缺货"]

    await shop.addresses.add(member_id, AddressDraft(XINJIANG, None, True))
    await shop.carts.add(member_id, [WantedLine(fine, 2)])
    quote = await quotes.quote(member_id, QuoteAsk("cart", (), None))
    assert (quote.can_submit, quote.problems) == (True, ())
    assert quote.totals.payable_fen == 10_000 + 1_000
    assert quote.groups[0].expected_delivery.startswith("预计")
    assert quote.address is not None
    assert quote.address.phone_masked == "138****5678"
    await shop.carts.select(member_id, None, False)
    with pytest.raises(BasketEmpty):
        await quotes.quote(member_id, QuoteAsk("cart", (), None))


async def test_what_is_delivered_by_itself_asks_for_no_address(shop: Shop, quotes: CheckoutQuotes) -> None:
    category_id, member_id = await shop.category(), await shop.member()
    await shop.addresses.add(member_id, AddressDraft(XINJIANG, None, True))
    card = await shop.single(category_id, kind="virtual")
    quote = await quotes.quote(member_id, QuoteAsk("direct", ((card, 1),), None))
    assert (quote.can_submit, quote.address, quote.virtual_notice is None) == (True, None, False)
    assert [(group.warehouse_name, group.expected_delivery) for group in quote.groups] == [("", "付款后立即生效")]
    both = ((card, 1), (await shop.single(category_id), 1))
    quote = await quotes.quote(member_id, QuoteAsk("direct", both, None))
    assert quote.address is not None


async def test_a_line_from_two_warehouses_is_split_without_losing_a_fen(shop: Shop, quotes: CheckoutQuotes) -> None:
    sku_id, member_id = await shop.single(await shop.category(), 3333, stock=2), await shop.member(95)
    await shop.stock(sku_id, 2, await shop.warehouse("广东省", "广州仓"))
    quote = await quotes.quote(member_id, QuoteAsk("direct", ((sku_id, 3),), None))
    parts = [line for group in quote.groups for line in group.lines]
    assert sorted(part.quantity for part in parts) == [1, 2]
    assert sum(part.payable_fen for part in parts) == 3166 * 3
