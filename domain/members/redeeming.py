"""The points shop, as members use it (M3)."""

from uuid import UUID

from domain.members.play_awards import Awards, NewAward, spent_key
from domain.members.redeem_rules import ItemGone, ItemLimitReached, ItemNotFound, award_view, item_view, told
from ports.kernel import MemberId, Page, Tx, UnitOfWork
from ports.members.play import AwardRow, AwardStore, ClientKeyReused, PlayMembers
from ports.members.points import PointsLedger, Spending
from ports.members.redeeming import AwardView, RedeemItemRow, RedeemResult, RedeemShop, RedeemStore, RedeemViews


class Redeeming:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[PlayMembers, RedeemStore, AwardStore, RedeemViews],
        books: tuple[PointsLedger, Awards],
    ) -> None:
        self._uow = uow
        self._members, self._store, self._kept, self._views = stores
        self._ledger, self._awards = books

    async def shop(self, member_id: MemberId) -> RedeemShop:
        async with self._uow.reading() as tx:
            return await self._shop(tx, await self._members.now_is(tx, member_id))

    async def mine(self, member_id: MemberId, cursor: str | None, limit: int) -> Page[AwardView]:
        """What was redeemed, and what was won in lotteries."""
        async with self._uow.reading() as tx:
            who = await self._members.now_is(tx, member_id)
            found = await self._views.mine(tx, who, cursor, limit)
        return Page([told(view) for view in found.items], found.next_cursor)

    async def redeem(self, member_id: MemberId, item_id: UUID, client_key: str) -> RedeemResult:
        """One `client_key` is one redemption. Raises ItemNotFound, ItemGone, ItemLimitReached, PointsShort."""
        async with self._uow.begin() as tx:
            who = await self._members.hold(tx, member_id)
            made = await self._kept.by_key(tx, who, client_key)
            if made is not None:
                if made.item_id != item_id:
                    raise ClientKeyReused
                return await self._result(tx, made, is_new=False)
            item = await self._store.item(tx, item_id)
            if item is None or not item.is_enabled:
                raise ItemNotFound
            if item.per_member_max is not None and await self._store.had(tx, item_id, who) >= item.per_member_max:
                raise ItemLimitReached
            if not await self._store.take(tx, item_id):
                raise ItemGone
            return await self._result(tx, await self._redeemed(tx, who, item, client_key), is_new=True)

    async def _redeemed(self, tx: Tx, who: MemberId, item: RedeemItemRow, client_key: str) -> AwardRow:
        award = NewAward("shop", item.id, client_key, item.kind, item.name, item.template_id, item.points)
        row = await self._awards.add(tx, who, award)
        words = f"兑换：{item.name}"
        await self._ledger.spend(tx, Spending(spent_key(row.id), who, item.points, "redemption", words))
        return row

    async def _result(self, tx: Tx, row: AwardRow, *, is_new: bool) -> RedeemResult:
        text = "兑换成功，优惠券稍后放入您的卡包" if row.kind == "coupon" else "兑换成功，凭兑换码领取"
        return tx.answered(RedeemResult(is_new, text, award_view(row), await self._shop(tx, row.member_id)))

    async def _shop(self, tx: Tx, who: MemberId) -> RedeemShop:
        points = await self._ledger.available(tx, who)
        had = await self._store.had_each(tx, who)
        items = await self._store.items(tx, True)
        return RedeemShop([item_view(item, had.get(item.id, 0), points) for item in items], points)
