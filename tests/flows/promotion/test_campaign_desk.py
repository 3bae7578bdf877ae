"""What an operator may write into a campaign and a coupon, and what is refused with the field (P6, P1)."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.promotion.campaigns import CampaignChanged, CampaignNotEditable
from domain.promotion.coupon_desk import TemplateNotEditable
from ports.kernel import Invalid, SkuId
from ports.promotion.rules import (
    AddOn,
    Bundle,
    BundlePart,
    Flash,
    Gift,
    GroupBuy,
    GroupPrice,
    NForPrice,
    Rule,
    Scope,
    SpendSave,
    SpendTier,
    TimedPrice,
)
from ports.promotion.store import ItemRow
from ports.promotion.views import CampaignFilter
from tests.flows.orders.conftest import Shop, Shopper
from tests.flows.promotion.conftest import ACTOR, ALL, Promo

HUGE = 10**30


def _tiers(*tiers: tuple[int, int], repeats: bool = False) -> SpendSave:
    return SpendSave(ALL, tuple(SpendTier(*tier) for tier in tiers), repeats)


RULES: list[tuple[Rule, str]] = [
    (_tiers(), "rule.tiers"),
    (_tiers((10_000, 1000), (20_000, 2000), repeats=True), "rule.tiers"),
    (_tiers(*((n * 1000, n * 100) for n in range(1, 7))), "rule.tiers"),
    (_tiers((-1, -5)), "rule.tiers[0].offFen"),
    (_tiers((10_000, -1)), "rule.tiers[0].offFen"),
    (_tiers((10_000, 10_000)), "rule.tiers[0].offFen"),
    (_tiers((20_000, 2000), (10_000, 1000)), "rule.tiers[1].minFen"),
    (_tiers((10_000, 2000), (20_000, 2000)), "rule.tiers[1].minFen"),
    (_tiers((HUGE, 1000)), "rule.tiers[0].minFen"),
    (_tiers((HUGE, HUGE - 1)), "rule.tiers[0].minFen"),
    (SpendSave(Scope("categories"), (SpendTier(10_000, 1000),)), "rule.scope"),
    (SpendSave(Scope("skus", tuple(uuid4() for _ in range(501))), (SpendTier(10_000, 1000),)), "rule.scope.ids"),
    (NForPrice(ALL, 1, 1000), "rule.count"),
    (NForPrice(ALL, 100, 1000), "rule.count"),
    (NForPrice(ALL, HUGE, 1000), "rule.count"),
    (NForPrice(ALL, 3, 0), "rule.priceFen"),
    (NForPrice(ALL, 3, -1), "rule.priceFen"),
    (NForPrice(ALL, 3, HUGE), "rule.priceFen"),
    (NForPrice(Scope("products"), 3, 1000), "rule.scope"),
]


@pytest.mark.parametrize(("rule", "field"), RULES)
async def test_rules_that_could_never_be_meant(promo: Promo, rule: Rule, field: str) -> None:
    for ask in (promo.campaigns.create, lambda actor, draft: promo.campaigns.foresee(actor, draft, None)):
        with pytest.raises(Invalid) as refused:
            await ask(ACTOR, promo.draft(rule))
        assert refused.value.field == field
    assert (await promo.campaigns.page(ACTOR, CampaignFilter(), None, 20)).items == []


async def test_items_that_could_never_be_sold(promo: Promo, shop: Shop) -> None:
    sku, card = await shop.sku(10_000), await shop.sku(5000, kind="virtual")
    cases: list[tuple[Rule, tuple[ItemRow, ...], str]] = [
        (TimedPrice(), (), "items"),
        (TimedPrice(), (ItemRow(sku, 5000, None, None), ItemRow(sku, 4000, None, None)), "items"),
        (TimedPrice(), (ItemRow(sku, 10_000, None, None),), "items[0].priceFen"),
        (TimedPrice(), (ItemRow(sku, 12_000, None, None),), "items[0].priceFen"),
        (TimedPrice(), (ItemRow(sku, 0, None, None),), "items[0].priceFen"),
        (TimedPrice(), (ItemRow(sku, -1, None, None),), "items[0].priceFen"),
        (TimedPrice(), (ItemRow(SkuId(uuid4()), 5000, None, None),), "items[0].skuId"),
        (TimedPrice(("l" * 41,)), (ItemRow(sku, 5000, None, None),), "rule.levelCodes[0]"),
        (AddOn(ALL, 0), (ItemRow(sku, 5000, None, None),), "rule.minFen"),
        (AddOn(ALL, 5000, 0), (ItemRow(sku, 5000, None, None),), "rule.unitsMax"),
        (AddOn(ALL, 5000, HUGE), (ItemRow(sku, 5000, None, None),), "rule.unitsMax"),
        (Gift(ALL, 5000), (ItemRow(card, 0, None, None),), "items[0].skuId"),
        (Gift(ALL, 5000), (ItemRow(sku, -1, None, None),), "items[0].priceFen"),
        (Gift(ALL, -1), (ItemRow(sku, 0, None, None),), "rule.minFen"),
        (Flash(HUGE), (ItemRow(sku, 5000, 5, 1),), "rule.payWithinMinutes"),
        (GroupBuy((GroupPrice(sku, HUGE, 5000),)), (ItemRow(sku, 5000, None, None),), "rule.prices[0].size"),
        (Bundle((BundlePart(sku, 1), BundlePart(card, 1)), 15_000), (), "rule.priceFen"),
        (Bundle((BundlePart(sku, 1), BundlePart(card, 1)), HUGE), (), "rule.priceFen"),
        (Bundle((BundlePart(sku, 1), BundlePart(SkuId(uuid4()), 1)), 100), (), "rule.parts[1].skuId"),
        (Bundle((BundlePart(sku, 1), BundlePart(sku, 1)), 100), (), "rule.parts"),
        (Bundle((BundlePart(sku, HUGE), BundlePart(card, 1)), 100), (), "rule.parts[0].quantity"),
        (Bundle((BundlePart(sku, 1),), 100), (), "rule.parts"),
    ]
    for rule, items, field in cases:
        with pytest.raises(Invalid) as refused:
            await promo.campaigns.create(ACTOR, promo.draft(rule, *items))
        assert refused.value.field == field, (rule, refused.value.field)
    with pytest.raises(Invalid):
        await promo.campaigns.create(ACTOR, promo.draft(TimedPrice(), ItemRow(sku, 5000, None, None), hours=0))
    assert await shop.rows("select count(*) from promotion.campaign") == [(0,)]


async def test_campaigns_that_meet_are_told_of(promo: Promo, shop: Shop) -> None:
    sku, other = await shop.sku(10_000), await shop.sku(10_000)
    await promo.run(TimedPrice(), ItemRow(sku, 6000, None, None))
    meeting = await promo.campaigns.create(ACTOR, promo.draft(TimedPrice(), ItemRow(sku, 5000, None, None)))
    apart = await promo.campaigns.create(ACTOR, promo.draft(TimedPrice(), ItemRow(other, 5000, None, None)))
    assert [one.name for one in meeting.conflicts] == ["周年庆"] and apart.conflicts == ()
    save = promo.draft(_tiers((10_000, 1000)))
    assert (await promo.campaigns.foresee(ACTOR, save, None))[1] == []
    await promo.run(NForPrice(ALL, 3, 10_000))
    text, [conflict] = await promo.campaigns.foresee(ACTOR, save, None)
    assert text == "满 100 元减 10 元" and "先算" in conflict.text


async def test_a_campaign_is_changed_as_a_draft_alone(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku(10_000)
    draft = promo.draft(TimedPrice(), ItemRow(sku, 6000, 5, None))
    made = await promo.campaigns.create(ACTOR, draft)
    assert (made.label, made.phase) == ("限时价", "draft")
    assert (await promo.quote(buyer, (sku, 1))).totals.payable_fen == 10_000, "nobody sees a draft"
    with pytest.raises(CampaignChanged):
        await promo.campaigns.save(ACTOR, made.id, replace(draft, version=made.version + 1))
    saved = await promo.campaigns.save(ACTOR, made.id, replace(draft, version=made.version, label="双十二"))
    assert saved.label == "双十二"
    await asyncio.gather(*(promo.campaigns.publish(ACTOR, made.id) for _ in range(3)))
    assert (await promo.quote(buyer, (sku, 2))).totals.payable_fen == 12_000
    order = await buyer.place((sku, 2))
    for refused in (
        promo.campaigns.save(ACTOR, made.id, replace(draft, version=saved.version + 1)),
        promo.campaigns.remove(ACTOR, made.id),
    ):
        with pytest.raises(CampaignNotEditable):
            await refused
    stopped = await asyncio.gather(*(promo.campaigns.stop(ACTOR, made.id, "写错了") for _ in range(3)))
    assert {one.phase for one in stopped} == {"stopped"} and await promo.taken(made.id, sku) == 2
    with pytest.raises(CampaignNotEditable):
        await promo.campaigns.publish(ACTOR, made.id)
    assert (await promo.uses(order.id))[0][0] == "held"


TEMPLATES: list[tuple[dict[str, Any], str]] = [
    ({"value": 0}, "rule.value"),
    ({"value": 5000, "min_fen": 5000}, "rule.value"),
    ({"kind": "percent", "value": 100}, "rule.value"),
    ({"kind": "percent", "value": 9}, "rule.value"),
    ({"cap_fen": 100}, "rule.capFen"),
    ({"kind": "gift", "value": 1}, "rule.giftSkuId"),
    ({"kind": "gift", "value": 10, "gift_sku_id": uuid4(), "gift_worth_fen": 1}, "rule.giftSkuId"),
    ({"kind": "gift", "value": 1, "gift_sku_id": uuid4()}, "rule.giftWorthFen"),
    ({"gift_sku_id": uuid4()}, "rule.giftSkuId"),
    ({"layer": "freight"}, "rule.layer"),
    ({"kind": "freight", "layer": "shop"}, "rule.layer"),
    ({"scope": Scope("skus")}, "rule.scope"),
    ({"valid_days": None}, "validUntil"),
]


@pytest.mark.parametrize(("wrong", "field"), TEMPLATES)
async def test_coupons_that_could_never_be_meant(promo: Promo, shop: Shop, wrong: dict[str, Any], field: str) -> None:
    given = {"kind": "amount", "value": 1000} | wrong
    with pytest.raises(Invalid) as refused:
        await promo.desk.create(ACTOR, promo.template_draft(**given))
    assert refused.value.field == field
    assert await shop.rows("select count(*) from promotion.coupon_template") == [(0,)]


async def test_a_published_coupon_keeps_its_promise(promo: Promo, buyer: Shopper) -> None:
    template_id = await promo.template(total=5)
    await promo.coupons.claim(buyer.id, template_id)
    view = await promo.desk.one(ACTOR, template_id)
    draft = promo.template_draft(total=5, version=view.version)
    for changed in (replace(draft, total=4), replace(draft, valid_days=1), replace(draft, per_member_max=9)):
        with pytest.raises(TemplateNotEditable):
            await promo.desk.save(ACTOR, template_id, changed)
    saved = await promo.desk.save(ACTOR, template_id, replace(draft, total=9))
    assert (saved.total, saved.claimed) == (9, 1)
