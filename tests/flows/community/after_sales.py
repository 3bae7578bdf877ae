"""A customer of a guide who wants money back, and what must be true afterwards."""

from uuid import UUID

from domain.commerce.after_sale_rules import Asked
from domain.commerce.after_sales import AfterSaleWish
from domain.community.guide_after_sales import Wish
from ports.commerce.after_sale_views import AfterSaleView
from ports.community.guide_after_sales import GuideCaller, GuideCase
from ports.community.sidebar_store import AllowanceRule
from ports.governance.api import Actor
from ports.kernel import OperatorId
from tests.flows.community.beside import follows
from tests.flows.orders.conftest import Shop, Shopper

BOSS = Actor(
    OperatorId(UUID(int=5)),
    "小林",
    frozenset({"community.read", "community.write", "after_sale.read", "after_sale.write", "orders.read"}),
    "127.0.0.1",
)
GUIDE = "mei"
MEI = GuideCaller(GUIDE, "10.0.0.8")
AGREE, REFUSE = Wish(True, ""), Wish(False, "照片看不出问题")


async def asked_back(shop: Shop, buyer: Shopper, fen: int = 9900, kind: str = "refund_only") -> AfterSaleView:
    """Of goods that have arrived: a person must decide it. It refunds exactly `fen`."""
    order = await buyer.buy((await shop.sku(fen), 1))
    for parcel_id in await shop.ship(order.id):
        await shop.sign(parcel_id)
    # After the days in which a return needs no decision.
    if kind == "return_refund":
        shop.clock.pass_(days=9)
    lines = (Asked(order.lines[0].id, 1),)
    wish = AfterSaleWish(order.id, kind, lines, "quality", "杯口有一道裂痕", ())  # type: ignore[arg-type]
    request = await shop.services.after_sales.apply(buyer.id, wish)
    await shop.settle()
    assert (request.status, request.refund_fen) == ("applied", fen)
    return request


async def limited(shop: Shop, fen: int, guide: str = "") -> None:
    desk = shop.modules.community.sidebar.allowances
    page = await desk.page(BOSS)
    version = next((rule.version for rule in page.rules if rule.guide == guide), 0)
    await desk.set_rule(BOSS, AllowanceRule(guide, 10, None, version, fen))


async def a_case(shop: Shop, fen: int = 9900, kind: str = "refund_only") -> tuple[Shopper, GuideCase]:
    buyer = await shop.shopper()
    contact_id = await follows(shop, GUIDE, buyer.id)
    return buyer, GuideCase(contact_id, (await asked_back(shop, buyer, fen, kind)).id)


async def standing(shop: Shop) -> list[tuple]:
    """Everything that a decision could have changed."""
    return await shop.rows("""
        select (select array_agg(row(id, status, decided_by, decision_note, problem)::text order by id)
                from commerce.after_sale),
               (select count(*) from payments.refund), (select count(*) from commerce.order_timeline),
               (select count(*) from governance.audit), (select sum(refunded_fen) from commerce."order")
    """)
