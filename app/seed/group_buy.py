"""A group-buy that runs, with teams of seeded members: one that was completed yesterday, two that want one more."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from app.seed.goods import Goods
from app.seed.promoting import OPERATOR
from app.seed.shop import Shop
from domain.commerce.checkout import Wish
from domain.promotion.campaigns import CampaignDraft
from ports.kernel import CampaignId, DomainError, OrderId
from ports.promotion.api import ActivityRef
from ports.promotion.rules import GroupBuy, GroupPrice
from ports.promotion.store import ItemRow

TITLES = ("四季连体衣", "婴儿推车", "安抚小熊")
PERCENTS = {2: 90, 3: 85, 5: 80}
QUOTA, PER_MEMBER_MAX = 60, 2


class Played(Struct, frozen=True):
    """A team of the product at `place` among those sold; one member joins after another, `hours` before now."""

    place: int
    size: int
    members: int
    hours: float


TEAMS = (Played(0, 2, 2, 27), Played(0, 3, 2, 5), Played(1, 2, 1, 2))


class GroupSelling:
    def __init__(self, shop: Shop, goods: Sequence[Goods]) -> None:
        self._shop = shop
        # A small shop sells what it has.
        physical = sorted((one for one in goods if not one.is_virtual), key=lambda one: one.title not in TITLES)
        self._goods = physical[: len(TITLES)]
        self._campaign: CampaignId | None = None

    async def publish(self) -> None:
        """Since two days, for five more."""
        shop, desk = self._shop, self._shop.built.modules.promotion.campaigns
        skus = [
            (shop.skus[one.number, place], sku.price_fen) for one in self._goods for place, sku in enumerate(one.skus)
        ]
        prices = tuple(
            GroupPrice(sku, size, price_fen * percent // 10_000 * 100)
            for sku, price_fen in skus
            for size, percent in PERCENTS.items()
        )
        dearest = {price.sku_id: price.price_fen for price in prices if price.size == min(PERCENTS)}
        draft = CampaignDraft(
            name="宝贝成长拼团",
            label="拼团",
            priority=30,
            stacks=(),
            rule=GroupBuy(prices),
            items=tuple(ItemRow(sku, fen, QUOTA, PER_MEMBER_MAX) for sku, fen in dearest.items()),
            starts_at=shop.now - timedelta(days=2),
            ends_at=shop.now + timedelta(days=5),
        )
        made = await desk.create(shop.actors[OPERATOR], draft)
        await desk.publish(shop.actors[OPERATOR], made.id)
        self._campaign = made.id

    async def teams(self) -> int:
        """How many were opened; a member whom the rules refuse (sold out) is left out."""
        opened = 0
        for number, played in enumerate(TEAMS):
            team: UUID | None = None
            for place in range(played.members):
                self._shop.at(self._shop.now - timedelta(hours=played.hours) + timedelta(minutes=20 * place))
                member = (number * 7 + place * 3 + 1) % len(self._shop.members)
                try:
                    team = await self._join(played, member, team) or team
                except DomainError as refusal:
                    self._shop.refusals[f"team: {refusal.code}"] += 1
                await self._shop.settle()
            opened += team is not None
        return opened

    async def _join(self, played: Played, member: int, team: UUID | None) -> UUID:
        """Ordered and paid."""
        shop, goods = self._shop, self._goods[played.place % len(self._goods)]
        assert self._campaign is not None, "it was published"
        services, who = shop.built.services, shop.members[member]
        wish = Wish(
            client_key=f"seed-team-{played.place}-{played.size}-{member}",
            source="direct",
            lines=((shop.skus[goods.number, 0], 1),),
            address_id=None,
            default_address=True,
            activity=ActivityRef("group_buy", self._campaign, played.size if team is None else None, team),
        )
        order = await services.checkout.place(who, wish)
        params = await services.order_payment.start(who, order.id)
        await shop.built.modules.payments.books.record(shop.bank.pay(params.package.removeprefix("prepay_id=")))
        return (await services.group_pages.of_order(who, OrderId(order.id))).id
