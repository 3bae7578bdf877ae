"""What is handed out: coupons, which promotion grants, and goods, which an operator hands out for a code."""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from ports.kernel import Clock, Ids, MemberId, Rng, Tx
from ports.members.api import CouponAwarded
from ports.members.play import AwardKind, AwardRow, AwardSource, AwardStore, PlayMembers
from ports.members.points import Earning, PointsLedger
from ports.members.redeeming import RedeemStore
from ports.promotion.api import AwardSettled

CODE_DIGITS = 12


class NewAward(Struct, frozen=True):
    """`cause_id` is the item redeemed or the draw won; `client_key` the member's request that brought it about."""

    source: AwardSource
    cause_id: UUID
    client_key: str
    kind: AwardKind
    name: str
    template_id: UUID | None
    points: int = 0


class Awards:
    def __init__(
        self, stores: tuple[PlayMembers, AwardStore, RedeemStore], ledger: PointsLedger, system: tuple[Clock, Ids, Rng]
    ) -> None:
        self._members, self._store, self._shop = stores
        self._ledger = ledger
        self._clock, self._ids, self._rng = system

    async def add(self, tx: Tx, member_id: MemberId, award: NewAward) -> AwardRow:
        """Goods wait for an operator, a coupon for promotion, which is told."""
        row = AwardRow(
            id=self._ids.new(),
            source=award.source,
            item_id=award.cause_id if award.source == "shop" else None,
            draw_id=award.cause_id if award.source == "lottery" else None,
            member_id=member_id,
            origin_id=member_id,
            client_key=award.client_key,
            kind=award.kind,
            name=award.name,
            template_id=award.template_id,
            points=award.points,
            code=self._rng.digits(CODE_DIGITS) if award.kind == "goods" else None,
            state="waiting",
            note="",
            at=self._clock.now(),
        )
        await self._store.add(tx, row)
        if row.kind == "coupon":
            assert row.template_id is not None
            tx.emit(CouponAwarded(row.id, member_id, row.template_id))
        return row

    async def locked(self, tx: Tx, award_id: UUID) -> AwardRow | None:
        """The member first: a merge takes members, then their points, then what they were awarded."""
        found = await self._store.get(tx, award_id)
        if found is None:
            return None
        await self._members.hold(tx, found.member_id)
        return await self._store.lock(tx, award_id)

    async def on_settled(self, tx: Tx, event: AwardSettled) -> None:
        """Promotion has granted the coupon, or could not: a redemption is undone, a prize waits for an operator."""
        row = await self.locked(tx, event.award_id)
        if row is None or row.state != "waiting":
            return
        if not event.problem:
            await self._store.settle(tx, replace(row, state="done", settled_at=self._clock.now(), settled_by="系统"))
        elif row.source == "shop":
            await self.undo(tx, row, event.problem, "系统")
        else:
            await self._store.settle(tx, replace(row, state="failed", note=event.problem))

    async def undo(self, tx: Tx, row: AwardRow, why: str, by: str) -> AwardRow:
        """The unit and the points of a redemption go back. The caller holds its lock, and it was not handed out."""
        after = replace(row, state="cancelled", note=why, settled_at=self._clock.now(), settled_by=by)
        await self._store.settle(tx, after)
        if row.item_id is not None:
            await self._shop.give_back(tx, row.item_id)
        if row.points:
            back = Earning(f"redemption_cancel:{row.id}", row.member_id, row.points, "redemption", f"退回：{row.name}")
            await self._ledger.give_back(tx, spent_key(row.id), back)
        return after


def spent_key(award_id: UUID) -> str:
    """Under which the points of a redemption are booked."""
    return f"redemption:{award_id}"
