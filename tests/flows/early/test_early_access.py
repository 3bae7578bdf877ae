"""Members of some levels buy by a campaign before it starts for everybody (M2, ADR 0043)."""

import random
from datetime import timedelta

import pytest
from msgspec.structs import replace

from adapters.postgres.promotion_takings import PostgresTakings
from adapters.system import Uuid7
from app.prove.offers import breaches
from domain.commerce.checkout import PriceChanged
from domain.promotion import early_rules
from ports.commerce.cart_store import WantedLine
from ports.promotion.api import EarlyAccess, OfferGone, OffersAsk, Taking, Use
from ports.promotion.rules import (
    AddOn,
    Bundle,
    BundlePart,
    Campaign,
    Gift,
    NForPrice,
    SpendSave,
    SpendTier,
    TimedPrice,
)
from ports.promotion.store import ItemRow
from tests.flows.early.conftest import Early
from tests.flows.orders.conftest import Shop
from tests.flows.promotion.conftest import ACTOR, ALL


async def test_before_early_at_the_start_and_after(early: Early, shop: Shop) -> None:
    sku = await shop.sku(10_000, south=99)
    await early.run(TimedPrice(), ItemRow(sku, 8000, None, None))
    levels = ("diamond", "gold", "silver", "bronze")
    members = {level: await early.member(level) for level in levels}

    async def early_ones() -> set[str]:
        paid = {level: await early.pays(member, (sku, 1)) for level, member in members.items()}
        assert set(paid.values()) <= {8000, 10_000}
        return {level for level, fen in paid.items() if fen == 8000}

    for minutes, seconds, expected in (
        (90, 0, set()),
        (60, 1, set()),
        (60, 0, {"diamond"}),
        (30, 1, {"diamond"}),
        (30, 0, {"diamond", "gold"}),
        (0, 1, {"diamond", "gold"}),
        (0, 0, set(levels)),
        (-239, 0, set(levels)),
        (-240, 0, set()),
        (-300, 0, set()),
    ):
        early.at(minutes=minutes, seconds=seconds)
        assert await early_ones() == expected, (minutes, seconds)


async def test_preview_cart_and_order_have_one_price_and_say_why(early: Early, shop: Shop) -> None:
    sku = await shop.sku(10_000, south=99)
    run = await early.run(TimedPrice(), ItemRow(sku, 8000, 10, 2))
    diamond, bronze = await early.member("diamond"), await early.member()
    early.at(minutes=45)
    quote = await early.quote(diamond, (sku, 1))
    [cut] = [note for note in quote.derivation if note.step == "activity_price"]
    assert cut.detail == "周年庆：「有机棉连体衣」80 元，钻石会员提前 60 分钟参加"
    cart = await shop.services.carts.add(diamond.id, [WantedLine(sku, 1)])
    assert cart.totals.payable_fen == quote.totals.payable_fen
    order = await diamond.buy((sku, 1), expected_payable_fen=quote.totals.payable_fen)
    assert [note.detail for note in order.derivation if note.step == "activity_price"] == [cut.detail]
    assert await early.promo.taken(run, sku) == 1
    plain = await bronze.buy((sku, 1))
    assert plain.totals.discount_fen == 0
    assert await early.promo.taken(run, sku) == 1 and await early.promo.uses(plain.id) == []
    early.at(minutes=-1)
    [cut] = [note for note in (await early.quote(diamond, (sku, 1))).derivation if note.step == "activity_price"]
    assert cut.detail == "周年庆：「有机棉连体衣」80 元", "once it runs for everybody there is nothing to tell"


async def test_early_units_count_against_the_quota_and_the_members_share(early: Early, shop: Shop) -> None:
    sku = await shop.sku(10_000, south=99)
    run = await early.run(TimedPrice(), ItemRow(sku, 8000, 5, 2))
    diamond, gold, bronze = [await early.member(level) for level in ("diamond", "gold", "bronze")]
    early.at(minutes=50)
    await diamond.buy((sku, 2))
    assert await early.pays(diamond, (sku, 1)) == 10_000, "the share is used up"
    early.at(minutes=10)
    await gold.buy((sku, 2))
    early.at(minutes=-5)
    assert await early.pays(diamond, (sku, 1)) == 10_000, "the start brings no second share"
    assert await early.pays(bronze, (sku, 2)) == 8000 + 10_000
    await bronze.buy((sku, 2))
    assert await early.promo.taken(run, sku) == 5
    effect = (await early.promo.campaigns.one(ACTOR, run)).effect
    assert (effect.orders, effect.units, effect.off_fen) == (3, 5, 10_000)


async def test_an_early_order_that_is_given_up_gives_its_units_back(early: Early, shop: Shop) -> None:
    sku = await shop.sku(10_000)
    run = await early.run(TimedPrice(), ItemRow(sku, 8000, 3, 3))
    diamond = await early.member("diamond")
    early.at(minutes=50)
    order = await diamond.place((sku, 3))
    assert await early.pays(diamond, (sku, 1)) == 10_000
    await shop.services.cancelling.by_shopper(diamond.id, order.id, "")
    await shop.settle()
    assert await early.promo.taken(run, sku) == 0 and await early.pays(diamond, (sku, 3)) == 24_000


@pytest.mark.parametrize("how", ["downgraded", "rules changed", "switched off by stopping"])
async def test_what_changes_between_preview_and_order_changes_the_price(early: Early, shop: Shop, how: str) -> None:
    sku = await shop.sku(10_000, south=99)
    run = await early.run(TimedPrice(), ItemRow(sku, 8000, 10, 5))
    diamond = await early.member("diamond")
    early.at(minutes=45)
    quote = await early.quote(diamond, (sku, 1))
    if how == "downgraded":
        await early.become(diamond.id, "silver")
    elif how == "rules changed":
        await early.minutes("diamond", 30)
    else:
        await early.promo.campaigns.stop(ACTOR, run, "写错了")
    before, stock = await early.promo.picture(), await shop.levels(sku)
    with pytest.raises(PriceChanged):
        await diamond.place((sku, 1), expected_payable_fen=quote.totals.payable_fen)
    assert (await early.promo.picture(), await shop.levels(sku)) == (before, stock)
    assert await early.promo.taken(run, sku) == 0


async def test_an_order_keeps_its_early_price_when_the_level_is_lost_before_it_is_paid(
    early: Early, shop: Shop
) -> None:
    sku = await shop.sku(10_000)
    await early.run(TimedPrice(), ItemRow(sku, 8000, 10, 5))
    diamond = await early.member("diamond")
    early.at(minutes=45)
    order = await diamond.place((sku, 1))
    await early.become(diamond.id, "bronze")
    await diamond.pay(order.id)
    assert (await diamond.see(order.id)).payable_fen == order.payable_fen


async def test_taking_asks_for_the_minutes_once_more(early: Early, shop: Shop) -> None:
    """An order that was priced with minutes the taking does not have takes nothing."""
    sku = await shop.sku(10_000)
    run = await early.run(TimedPrice(), ItemRow(sku, 8000, 10, 5))
    diamond = await early.member("diamond")
    early.at(minutes=45)
    order = await diamond.place((sku, 1))
    async with shop.uow.reading() as tx:
        offers = await shop.modules.promotion.api.offers(
            tx, OffersAsk(diamond.id, "diamond", (sku,), early=EarlyAccess("钻石会员", 60))
        )
    assert [one.id for one in offers.campaigns] == [run]
    before = await early.promo.picture()
    for minutes in (0, 44):
        taking = Taking(order.id, diamond.id, (Use(run, sku, 1, 2000),), (), None, None, 0, shop.clock.now(), minutes)
        with pytest.raises(OfferGone):
            async with shop.uow.begin() as tx:
                await shop.modules.promotion.api.take(tx, taking)
    assert await early.promo.picture() == before


async def test_the_books_know_a_use_before_its_campaign(early: Early, shop: Shop) -> None:
    sku = await shop.sku(10_000)
    run = await early.run(TimedPrice(), ItemRow(sku, 8000, 10, 5))
    early.at(minutes=45)
    await (await early.member("diamond")).buy((sku, 1))
    await early.promo.assert_sound()
    switch = "update promotion.campaign set opens_early = $2 where id = $1"
    await shop.rows(switch, run, False)
    pool = await shop.built.database.pool()
    wrong = {breach.name: breach.rows for breach in await breaches(pool) if breach.rows}
    assert wrong == {"uses by a campaign that did not run for anybody": 1}
    await shop.rows(switch, run, True)


async def test_without_the_switch_it_starts_for_everybody_at_once(early: Early, shop: Shop) -> None:
    sku = await shop.sku(10_000, south=99)
    await early.run(TimedPrice(), ItemRow(sku, 8000, None, None), opens_early=False)
    diamond, bronze = await early.member("diamond"), await early.member()
    for minutes, expected in ((60, 10_000), (1, 10_000), (0, 8000), (-1, 8000)):
        early.at(minutes=minutes)
        assert [await early.pays(one, (sku, 1)) for one in (diamond, bronze)] == [expected] * 2


async def test_a_member_day_stays_for_its_levels(early: Early, shop: Shop) -> None:
    sku = await shop.sku(10_000, south=99)
    await early.run(TimedPrice(("gold",)), ItemRow(sku, 8000, None, None))
    diamond, gold = await early.member("diamond"), await early.member("gold")
    early.at(minutes=20)
    assert [await early.pays(one, (sku, 1)) for one in (diamond, gold)] == [10_000, 8000]
    [tag] = (await early.page(sku, gold.id)).tags
    assert tag.early_text.endswith("正式开始")


async def test_every_kind_that_is_priced_at_checkout_opens_early(early: Early, shop: Shop) -> None:
    goods, other, given = [await shop.sku(10_000, south=99) for _ in range(3)]
    diamond, bronze = await early.member("diamond"), await early.member()
    rules = (
        (SpendSave(ALL, (SpendTier(5000, 500),)), (), [(goods, 1)], 9500),
        (NForPrice(ALL, 2, 15_000), (), [(goods, 2)], 15_000),
        (AddOn(ALL, 5000), (ItemRow(other, 3000, None, None),), [(goods, 1), (other, 1)], 13_000),
        (Bundle((BundlePart(goods, 1), BundlePart(other, 1)), 15_000), (), [(goods, 1), (other, 1)], 15_000),
        (Gift(ALL, 5000), (ItemRow(given, 0, 9, None),), [(goods, 1)], 10_000),
    )
    now = shop.clock.now()
    for rule, items, lines, expected in rules:
        shop.clock.at = now
        run = await early.run(rule, *items)
        early.at(minutes=40)
        quote = await early.quote(diamond, *lines)
        assert quote.totals.payable_fen - quote.totals.freight_fen == expected, rule
        told = [note.detail for note in quote.derivation if note.detail.endswith("，钻石会员提前 60 分钟参加")]
        assert len(told) == 1, (rule, quote.derivation)
        assert await early.pays(bronze, *lines) == 10_000 * sum(units for _, units in lines)
        order = await diamond.buy(*lines, expected_payable_fen=quote.totals.payable_fen)
        assert len(await early.promo.uses(order.id)) >= 1
        assert len(order.lines) == len(lines) + isinstance(rule, Gift)
        await early.promo.campaigns.stop(ACTOR, run, "下一种")


async def test_the_product_page_tells_who_may_buy_early(early: Early, shop: Shop) -> None:
    sku = await shop.sku(10_000)
    await early.run(TimedPrice(), ItemRow(sku, 8000, 9, None))
    diamond, gold = await early.member("diamond"), await early.member("gold")
    for minutes, entitled in ((61, ()), (45, (diamond,)), (15, (diamond, gold))):
        early.at(minutes=minutes)
        for viewer in (diamond.id, gold.id, None):
            page = await early.page(sku, viewer)
            if viewer in [one.id for one in entitled]:
                assert [(one.price_fen, one.remaining) for one in page.timed] == [(8000, 9)]
                [tag] = page.tags
                assert (tag.opens_at, tag.early_text) == (early.starts_at, "会员提前购，12:00 向所有人开始")
            else:
                assert (page.timed, page.tags) == ((), ())
    early.at(minutes=0)
    for viewer in (diamond.id, None):
        page = await early.page(sku, viewer)
        assert [(tag.opens_at, tag.early_text) for tag in page.tags] == [(None, "")] and len(page.timed) == 1


async def test_bundles_are_listed_early_for_who_may_buy_them(early: Early, shop: Shop) -> None:
    one, two = await shop.sku(5000), await shop.sku(5000)
    run = await early.run(Bundle((BundlePart(one, 1), BundlePart(two, 1)), 8000))
    diamond, silver = await early.member("diamond"), await early.member("silver")
    early.at(minutes=45)
    listed = {
        viewer: [bundle.campaign_id for bundle in await shop.services.offers_page.bundles(viewer)]
        for viewer in (diamond.id, silver.id, None)
    }
    assert listed == {diamond.id: [run], silver.id: [], None: []}


async def test_sql_and_rule_agree(early: Early, shop: Shop) -> None:
    """What the database takes for open is what the pure rule does, at edges and anywhere between."""
    sku = await shop.sku(10_000)
    runs = [
        await early.run(TimedPrice(), ItemRow(sku, 8000, None, None), opens_early=on, hours=1) for on in (False, True)
    ]
    dice = random.Random(43)
    moments = [0, 1, -1, 3599, 3600, 3601, -3600, -3601, *(dice.randint(-7200, 4000) for _ in range(60))]
    takings = PostgresTakings(Uuid7())
    for seconds in moments:
        minutes = dice.choice((0, 1, 30, 60, 1440))
        now, ask = early.starts_at + timedelta(seconds=seconds), OffersAsk(None, None, (sku,))
        async with shop.uow.reading() as tx:
            read = await takings.offers(tx, replace(ask, early=EarlyAccess("钻石会员", minutes)), now)
        open_now = {one.id for one in read.campaigns}
        for run, opens_early in zip(runs, (False, True), strict=True):
            ends_at = early.starts_at + timedelta(hours=1)
            row = Campaign(run, "", "", 1, (), TimedPrice(), (), early.starts_at, ends_at, opens_early)
            assert (run in open_now) == early_rules.is_open(row, now, minutes), (seconds, minutes, opens_early)


async def test_conflicts_are_looked_for_from_the_first_early_minute(early: Early, shop: Shop) -> None:
    sku = await shop.sku(10_000)
    ends_first = early.promo.draft(TimedPrice(), ItemRow(sku, 9000, None, None))
    ends_first = replace(ends_first, ends_at=early.starts_at - timedelta(minutes=40))
    made = await early.promo.campaigns.create(ACTOR, ends_first)
    await early.promo.campaigns.publish(ACTOR, made.id)
    later = replace(early.promo.draft(TimedPrice(), ItemRow(sku, 8000, None, None)), starts_at=early.starts_at)
    for opens_early, met in ((False, []), (True, [made.id])):
        _, found = await early.promo.campaigns.foresee(ACTOR, replace(later, opens_early=opens_early), None)
        assert [one.campaign_id for one in found] == met
    run = await early.run(TimedPrice(), ItemRow(sku, 8000, None, None))
    _, found = await early.promo.campaigns.foresee(ACTOR, ends_first, made.id)
    assert [one.campaign_id for one in found] == [run]
