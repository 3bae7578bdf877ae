"""Bargains of the invented shop: one that runs, one at its floor, one that was bought, and one whose time was over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from app.seed.goods import Goods
from app.seed.promoting import OPERATOR
from app.seed.shop import Shop
from domain.commerce.checkout import Wish
from domain.promotion.campaigns import CampaignDraft
from ports.kernel import CampaignId, DomainError, MemberId, SkuId
from ports.promotion.api import ActivityRef
from ports.promotion.bargain_views import BargainPage
from ports.promotion.rules import Bargain
from ports.promotion.store import ItemRow

RULE = Bargain(helpers=8, hours=24, helps_per_day_max=5)
FLOOR_PERCENT, QUOTA = 60, 60
PRICES_FEN = (5_000, 20_000)
ITEMS = 4


class Scene(Struct, frozen=True):
    """Begun so many hours ago, with so many helps; bought or left."""

    hours_ago: float
    helps: int
    is_bought: bool = False


SCENES = (Scene(50, 3), Scene(20, RULE.helpers - 1, is_bought=True), Scene(9, RULE.helpers - 1), Scene(5, 4))


class Bargaining:
    def __init__(self, shop: Shop, goods: Sequence[Goods]) -> None:
        self._shop = shop
        low, high = PRICES_FEN
        fit = [one for one in goods if not one.is_virtual and low <= one.skus[0].price_fen <= high]
        self._goods = fit[:: max(1, len(fit) // ITEMS)][:ITEMS]

    async def run(self) -> int:
        """How many bargains there are."""
        services, shop = self._shop.built.services, self._shop
        campaign_id = await self._campaign()
        made = 0
        for place, scene in enumerate(SCENES):
            one = self._goods[place % len(self._goods)]
            try:
                made += await self._play(scene, campaign_id, shop.skus[one.number, 0], self._people(place))
            except DomainError as refusal:
                shop.refusals[f"bargain: {refusal.code}"] += 1
            await shop.settle()
        shop.at(shop.now)
        await services.bargains.end_due()
        return made

    async def _campaign(self) -> CampaignId:
        shop = self._shop
        desk, actor = shop.built.modules.promotion.campaigns, shop.actors[OPERATOR]
        items = tuple(
            ItemRow(shop.skus[one.number, 0], one.skus[0].price_fen * FLOOR_PERCENT // 100, QUOTA, 1)
            for one in self._goods
        )
        shop.at(shop.now - timedelta(days=4))
        draft = CampaignDraft(
            name="好友助力砍价",
            label="砍价",
            priority=60,
            stacks=(),
            rule=RULE,
            items=items,
            starts_at=shop.now - timedelta(days=3),
            ends_at=shop.now + timedelta(days=12),
        )
        made = await desk.create(actor, draft)
        await desk.publish(actor, made.id)
        return made.id

    async def _play(
        self, scene: Scene, campaign_id: CampaignId, sku_id: SkuId, people: tuple[MemberId, Sequence[MemberId]]
    ) -> int:
        owner, friends = people
        desk, start = self._shop.built.services.bargains, self._shop.now - timedelta(hours=scene.hours_ago)
        self._shop.at(start)
        page = await desk.open(owner, campaign_id, sku_id)
        for number, friend in enumerate(friends[: scene.helps], 1):
            self._shop.at(start + timedelta(minutes=17 * number))
            await desk.help(friend, page.id)
        if scene.is_bought:
            await self._buy(owner, page, start + timedelta(hours=4))
        return 1

    async def _buy(self, owner: MemberId, page: BargainPage, at: datetime) -> None:
        built, bank = self._shop.built, self._shop.bank
        self._shop.at(at)
        wish = Wish(
            client_key=f"seed-bargain-{page.id.hex[:12]}",
            source="direct",
            lines=((page.sku_id, 1),),
            address_id=None,
            default_address=True,
            activity=ActivityRef("bargain", page.campaign_id, bargain_id=page.id),
        )
        order = await built.services.checkout.place(owner, wish)
        self._shop.at(at + timedelta(minutes=2))
        params = await built.services.order_payment.start(owner, order.id)
        await built.modules.payments.books.record(bank.pay(params.package.removeprefix("prepay_id=")))
        await self._shop.settle()

    def _people(self, place: int) -> tuple[MemberId, Sequence[MemberId]]:
        """An owner and as many friends as a bargain needs; scenes share friends, within their daily limit."""
        members = self._shop.members
        start = (place * (RULE.helpers + 1)) % max(1, len(members) - RULE.helpers - 1)
        return members[start], members[start + 1 : start + 1 + RULE.helpers]
