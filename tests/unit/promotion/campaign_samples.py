"""Campaigns and baskets for the tests of prices and thresholds, made from small numbers."""

from datetime import UTC, datetime
from uuid import UUID

from ports.commerce.pricing import PricedLine, ProductKind
from ports.kernel import CampaignId, LineId, ProductId, SkuId
from ports.promotion.api import Item, Offers
from ports.promotion.rules import Bundle, BundlePart, Campaign, OfferItem, Rule, Scope, Stage
from tests.unit.promotion.basket_samples import AT

FROM, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
ALL = Scope()


def sku(n: int) -> SkuId:
    return SkuId(UUID(int=n))


def goods(n: int, unit_fen: int, quantity: int = 1, *, barred: tuple[Stage, ...] = (), category: int = 1) -> Item:
    """Line, SKU and product have the number n."""
    return Item(
        line_id=LineId(UUID(int=n)),
        sku_id=sku(n),
        product_id=ProductId(UUID(int=n)),
        category_ids=(UUID(int=category), UUID(int=100)),
        title=f"商品{n}",
        unit_fen=unit_fen,
        quantity=quantity,
        payable_fen=unit_fen * quantity,
        is_physical=True,
        barred=frozenset(barred),
    )


def line(n: int, unit_fen: int, quantity: int = 1, kind: ProductKind = "physical", weight_g: int = 300) -> PricedLine:
    """The same as a line of a basket."""
    return PricedLine(
        line_id=LineId(UUID(int=n)),
        sku_id=sku(n),
        product_id=ProductId(UUID(int=n)),
        title=f"商品{n}",
        option_text="",
        image_url="",
        unit_fen=unit_fen,
        quantity=quantity,
        payable_fen=0,
        weight_g=weight_g,
        kind=kind,
        no_reason_return=True,
        category_ids=(UUID(int=n % 3 + 1), UUID(int=100)),
    )


def campaign(
    n: int, rule: Rule, *items: OfferItem, stacks: tuple[Stage, ...] = (), priority: int | None = None
) -> Campaign:
    """`priority`: n unless it is given."""
    order = n if priority is None else priority
    return Campaign(CampaignId(UUID(int=1000 + n)), f"活动{n}", f"标{n}", order, stacks, rule, items, FROM, UNTIL)


def offers(*campaigns: Campaign) -> Offers:
    return Offers(AT, tuple(sorted(campaigns, key=lambda each: (each.priority, each.id))))


def bundle(price_fen: int, *parts: tuple[int, int]) -> Bundle:
    """`parts` are (SKU, quantity)."""
    return Bundle(tuple(BundlePart(sku(n), quantity) for n, quantity in parts), price_fen)
