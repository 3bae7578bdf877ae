"""The points shop and what was handed out, as operators keep them."""

from uuid import UUID

from msgspec.structs import replace

from domain.members.play_awards import Awards
from domain.members.redeem_rules import AwardSettledBefore, ItemChanged, ItemNotFound, admin_item, check, told_admin
from ports.crypto import mask_name
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, Ids, Page, Tx, UnitOfWork
from ports.members.play import AwardNotFound, AwardRow, AwardStore
from ports.members.redeeming import (
    AdminAward,
    AdminRedeemItem,
    AdminRedeemItems,
    AwardFilter,
    RedeemItemRow,
    RedeemStore,
    RedeemViews,
)

READ, WRITE, SERVE = "members.read", "members.write", "members.serve"


class RedeemDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[RedeemStore, AwardStore, RedeemViews],
        others: tuple[Awards, AuditApi],
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._kept, self._views = stores
        self._awards, self._audit = others
        self._clock, self._ids = system

    async def items(self, actor: Actor) -> AdminRedeemItems:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return AdminRedeemItems([admin_item(row) for row in await self._store.items(tx, False)])

    async def create(self, actor: Actor, item: RedeemItemRow) -> AdminRedeemItem:
        """Its id is made here. Raises Invalid."""
        actor.require(WRITE)
        row = replace(item, id=self._ids.new(), taken=0, version=1)
        check(row)
        async with self._uow.begin() as tx:
            await self._store.insert_item(tx, row)
            await self._record(tx, actor, "members.redeem_item_create", row)
            return tx.answered(admin_item(row))

    async def save(self, actor: Actor, item: RedeemItemRow) -> AdminRedeemItem:
        """Raises ItemNotFound, ItemChanged, Invalid."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            known = await self._store.lock_item(tx, item.id)
            if known is None:
                raise ItemNotFound
            if known.version != item.version:
                raise ItemChanged
            row = replace(item, taken=known.taken, version=known.version + 1)
            check(row)
            await self._store.save_item(tx, row)
            await self._record(tx, actor, "members.redeem_item_change", row)
            return tx.answered(admin_item(row))

    async def awards(self, actor: Actor, given: AwardFilter, cursor: str | None, limit: int) -> Page[AdminAward]:
        actor.require_any(READ, SERVE)
        async with self._uow.reading() as tx:
            found = await self._views.awards(tx, given, cursor, limit)
        return Page([told_admin(row, mask_name(row.member_name)) for row in found.items], found.next_cursor)

    async def hand_out(self, actor: Actor, award_id: UUID, note: str) -> AdminAward:
        """Goods were handed out, or a prize whose coupon could not be granted was made good.

        Raises AwardNotFound, AwardSettledBefore.
        """
        actor.require_any(WRITE, SERVE)
        async with self._uow.begin() as tx:
            row = await self._locked(tx, award_id)
            if not (row.state == "failed" or (row.kind == "goods" and row.state == "waiting")):
                raise AwardSettledBefore
            after = replace(row, state="done", note=note, settled_at=self._clock.now(), settled_by=actor.name)
            await self._kept.settle(tx, after)
            await self._audit.record(tx, AuditEntry(actor, "members.award_hand_out", row.name, row.id, None, note))
            return tx.answered(await self._view(tx, award_id))

    async def cancel(self, actor: Actor, award_id: UUID, reason: str) -> AdminAward:
        """Before it is handed out: the unit and the points of a redemption go back.

        A coupon that promotion is just granting cannot be called back: it settles by itself within seconds.

        Raises AwardNotFound, AwardSettledBefore.
        """
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            row = await self._locked(tx, award_id)
            if not (row.state == "failed" or (row.kind == "goods" and row.state == "waiting")):
                raise AwardSettledBefore
            await self._awards.undo(tx, row, reason, actor.name)
            detail = f"退回 {row.points} 积分" if row.points else ""
            await self._audit.record(tx, AuditEntry(actor, "members.award_cancel", row.name, row.id, reason, detail))
            return tx.answered(await self._view(tx, award_id))

    async def _locked(self, tx: Tx, award_id: UUID) -> AwardRow:
        row = await self._awards.locked(tx, award_id)
        if row is None:
            raise AwardNotFound
        return row

    async def _view(self, tx: Tx, award_id: UUID) -> AdminAward:
        found = await self._views.award(tx, award_id)
        assert found is not None
        return told_admin(found, mask_name(found.member_name))

    async def _record(self, tx: Tx, actor: Actor, action: str, row: RedeemItemRow) -> None:
        detail = f"{row.points} 积分，共 {row.stock} 份，{'上架' if row.is_enabled else '下架'}"
        await self._audit.record(tx, AuditEntry(actor, action, row.name, row.id, None, detail))
