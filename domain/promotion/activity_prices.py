"""Prices that come before the member price: a limited-time price, and what an activity sells (P3, P4, P5). Pure."""

from collections.abc import Sequence

from domain.promotion.scopes import yuan
from ports.kernel import CampaignId, Fen
from ports.promotion.api import Adjusted, Cut, Item, Miss, Offers, SpecialPrice, Use
from ports.promotion.rules import Campaign, OfferItem, Stage, TimedPrice

STAGES: frozenset[Stage] = frozenset(("member", "threshold", "coupon"))
STEP = "activity_price"


def activity_prices(offers: Offers, items: Sequence[Item], member_percent: int) -> Adjusted:
    """At most one activity price a line: that of the activity bought through, else the first campaign by priority.

    Where a price does not stack with the member price, the lower of the two counts, and the other says so.
    """
    cuts: list[Cut] = []
    misses: list[Miss] = []
    timed = _by_sku(offers.campaigns)
    for item in items:
        if item.barred:
            continue
        if offers.special is not None and offers.special.sku_id == item.sku_id:
            cuts.append(_special(offers.special, item))
            continue
        for campaign, found in timed.get(item.sku_id.int, ()):
            made = _timed(campaign, found, item, member_percent)
            if isinstance(made, Cut):
                cuts.append(made)
                break
            misses.append(made)
    return Adjusted(tuple(cuts), tuple(misses))


def _by_sku(campaigns: Sequence[Campaign]) -> dict[int, list[tuple[Campaign, OfferItem]]]:
    """Limited-time prices by the integer of their SKU's id, the first by priority in front."""
    found: dict[int, list[tuple[Campaign, OfferItem]]] = {}
    for campaign in campaigns:
        if isinstance(campaign.rule, TimedPrice):
            for item in campaign.items:
                found.setdefault(item.sku_id.int, []).append((campaign, item))
    return found


def timed_units(found: OfferItem, quantity: int) -> int:
    """How many of `quantity` units get the price: what is left of the quota and of the member's share."""
    return quantity if found.free is None else min(quantity, found.free)


def _timed(campaign: Campaign, found: OfferItem, item: Item, member_percent: int) -> Cut | Miss:
    units = timed_units(found, item.quantity)
    if units == 0:
        sold_out = found.quota is not None and found.taken >= found.quota
        why = "活动数量已抢完" if sold_out else f"每人限购 {found.per_member_max} 件，您已买满"
        return Miss(campaign.id, campaign.label, f"「{item.title}」{why}")
    off_fen = max(0, item.unit_fen - found.price_fen) * units
    member_fen = 0 if "member" in campaign.stacks else _member_off(item, member_percent)
    if not off_fen:
        return Miss(campaign.id, campaign.label, f"「{item.title}」现在的售价已经不高于活动价")
    if off_fen <= member_fen:
        return Miss(campaign.id, campaign.label, f"「{item.title}」您的会员价更优惠")
    part = "" if units == item.quantity else f"，其中 {units} 件享此价"
    return Cut(
        step=STEP,
        rule=f"campaign:{campaign.id}",
        label=campaign.label,
        detail=f"{campaign.name}：「{item.title}」{yuan(found.price_fen)} 元{part}",
        offs=((item.line_id, off_fen),),
        bars=STAGES.difference(campaign.stacks),
        uses=(Use(campaign.id, item.sku_id, units, off_fen),),
    )


def _special(special: SpecialPrice, item: Item) -> Cut:
    units = min(item.quantity, special.units_max)
    off_fen = max(0, item.unit_fen - special.price_fen) * units
    return Cut(
        step=STEP,
        rule=f"{special.ref.kind}:{special.ref.campaign_id}",
        label=special.label,
        detail=special.detail,
        offs=((item.line_id, off_fen),),
        bars=STAGES.difference(special.stacks),
        uses=(Use(CampaignId(special.ref.campaign_id), item.sku_id, units, off_fen),),
    )


def _member_off(item: Item, member_percent: int) -> Fen:
    """What the member price would take off: per unit, half up, as the pricing engine does."""
    return (item.unit_fen - (item.unit_fen * member_percent + 50) // 100) * item.quantity
