"""Opening a bargain, helping with one, and looking at them (P4)."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.promotion.bargain_pages import Asker, admin_row, bargain_page, card, item_view
from domain.promotion.bargain_rules import (
    BargainNotFound,
    HelpRefused,
    HelpsUsedUp,
    OwnBargain,
    cut,
    day_of,
    help_problem,
    opened,
    opening_problem,
    rule_of,
    yuan,
)
from ports.governance.api import Actor
from ports.kernel import CampaignId, Clock, Fen, Ids, MemberId, Page, ProductId, Rng, SkuId, Tx, UnitOfWork
from ports.promotion.bargain_store import BargainOffer, BargainRow, BargainState, BargainStore, HelpRefusal
from ports.promotion.bargain_views import AdminBargain, BargainCard, BargainItems, BargainPage, BargainViews, HelpResult
from ports.promotion.help_risk import HelpRisk

READ = "promotions.read"
ITEMS_MAX = 100
END_BATCH_MAX = 500
SEED_BYTES = 32
HELP_COUNTS_KEPT = timedelta(days=60)


class Bargains:
    """For shoppers and, read-only, for operators."""

    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[BargainStore, BargainViews],
        risk: HelpRisk,
        system: tuple[Clock, Ids, Rng],
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._risk = risk
        self._clock, self._ids, self._rng = system

    async def items(self, member_id: MemberId | None, product_id: ProductId | None) -> BargainItems:
        """What can be bargained for now; with `product_id`, SKUs of that product alone."""
        now = self._clock.now()
        async with self._uow.reading() as tx:
            offers = await self._store.offers(tx, now, product_id, ITEMS_MAX)
            campaigns = list({offer.campaign.id for offer in offers})
            mine = await self._views.running(tx, member_id, campaigns, now) if member_id and campaigns else {}
        views = [item_view(offer, mine.get((offer.campaign.id, offer.item.sku_id))) for offer in offers]
        return BargainItems(views, now)

    async def open(self, member_id: MemberId, campaign_id: CampaignId, sku_id: SkuId) -> BargainPage:
        """The member's running bargain of this item, begun now if there is none.

        Raises BargainNotFound, BargainNotRunning, BargainPointless, BargainSoldOut, BargainLimitReached.
        """
        now = self._clock.now()
        async with self._uow.begin() as tx:
            offer = await self._store.offer(tx, campaign_id, sku_id, member_id)
            if offer is None or not offer.is_offered:
                raise BargainNotFound("没有找到这个砍价活动")
            row = await self._store.current(tx, campaign_id, sku_id, member_id, now)
            if row is None:
                row = await self._open(tx, offer, member_id, now)
            return await self._page(tx, row, offer, Asker(member_id))

    async def _open(self, tx: Tx, offer: BargainOffer, member_id: MemberId, now: datetime) -> BargainRow:
        if problem := opening_problem(offer, now):
            raise problem
        row, first = opened(offer, member_id, self._ids.new(), self._rng.token(SEED_BYTES), now)
        if await self._store.open(tx, row, first):
            return row
        # Another call of the member was first, and has just committed.
        found = await self._store.current(tx, row.campaign_id, row.sku_id, member_id, now)
        if found is None:
            raise BargainNotFound
        return found

    async def page(self, asking: MemberId | None, bargain_id: UUID) -> BargainPage:
        """For whoever has the link. Raises BargainNotFound."""
        async with self._uow.reading() as tx:
            row = await self._store.read(tx, bargain_id)
            if row is None:
                raise BargainNotFound
            offer = await self._offer(tx, row, row.member_id)
            helps = 0
            if asking is not None and asking != row.member_id:
                helps = await self._store.helps_on(tx, asking, day_of(self._clock.now()))
            return await self._page(tx, row, offer, Asker(asking, helps))

    async def mine(self, member_id: MemberId, cursor: str | None, limit: int) -> Page[BargainCard]:
        now = self._clock.now()
        async with self._uow.reading() as tx:
            found = await self._views.mine(tx, member_id, cursor, limit)
        return Page([card(own, now) for own in found.items], found.next_cursor)

    async def help(self, helper_id: MemberId, bargain_id: UUID) -> HelpResult:
        """One cut per person and bargain; whoever asks again is told of the same cut.

        Raises BargainNotFound, OwnBargain, BargainNotRunning, BargainOver, HelpRefused, HelpsUsedUp.
        """
        async with self._uow.begin() as tx:
            row = await self._store.lock(tx, bargain_id)
            if row is None:
                raise BargainNotFound
            if row.member_id == helper_id:
                raise OwnBargain
            offer = await self._offer(tx, row, row.member_id)
            made = await self._store.cut_of(tx, bargain_id, helper_id)
            if made is not None:
                return await self._helped(tx, (row, offer), helper_id, made.fen, is_new=False)
            if problem := help_problem(row, offer, self._clock.now()):
                raise problem
            reason = await self._risk.verdict(tx, helper_id, row)
            if reason is None:
                after, fen = await self._cut(tx, row, offer, helper_id)
                return await self._helped(tx, (after, offer), helper_id, fen, is_new=True)
            # Kept for those who look into it: this transaction commits, and then the helper is told.
            await self._store.refuse(tx, HelpRefusal(bargain_id, helper_id, reason, self._clock.now()))
        raise HelpRefused(reason)

    async def _cut(self, tx: Tx, row: BargainRow, offer: BargainOffer, helper_id: MemberId) -> tuple[BargainRow, Fen]:
        now = self._clock.now()
        # The helper's own count comes last: it is the one row that helps with different bargains share.
        if not await self._store.count_help(tx, helper_id, day_of(now), rule_of(offer).helps_per_day_max):
            raise HelpsUsedUp
        after, made = cut(row, helper_id, now)
        await self._store.cut(tx, after, made)
        return after, made.fen

    async def _helped(
        self, tx: Tx, what: tuple[BargainRow, BargainOffer], helper_id: MemberId, fen: Fen, *, is_new: bool
    ) -> HelpResult:
        words = f"帮忙砍掉 {yuan(fen)} 元" if is_new else f"您已经帮忙砍掉 {yuan(fen)} 元"
        return tx.answered(HelpResult(fen, is_new, words, await self._page(tx, *what, Asker(helper_id))))

    async def end_due(self) -> int:
        """Sweep: bargains whose time is over, and those of stopped campaigns."""
        async with self._uow.single() as tx:
            return await self._store.end_due(tx, self._clock.now(), END_BATCH_MAX)

    async def forget_help_counts(self) -> int:
        """Sweep: daily counts that no limit looks at any more."""
        async with self._uow.single() as tx:
            return await self._store.forget_days(tx, day_of(self._clock.now() - HELP_COUNTS_KEPT))

    async def of_campaign(
        self, actor: Actor, campaign_id: CampaignId, state: BargainState | None, cursor: str | None, limit: int
    ) -> Page[AdminBargain]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            found = await self._views.of_campaign(tx, campaign_id, state, cursor, limit)
        return Page([admin_row(row) for row in found.items], found.next_cursor)

    async def _offer(self, tx: Tx, row: BargainRow, member_id: MemberId) -> BargainOffer:
        offer = await self._store.offer(tx, row.campaign_id, row.sku_id, member_id)
        assert offer is not None, "a bargain of a campaign that was never published"
        return offer

    async def _page(self, tx: Tx, row: BargainRow, offer: BargainOffer, asker: Asker) -> BargainPage:
        return bargain_page(row, offer, await self._views.cuts(tx, row.id), asker, self._clock.now())
