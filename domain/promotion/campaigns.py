"""Campaigns as operators make, publish, watch and stop them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from domain.promotion import campaign_rules as rules
from domain.promotion.campaign_words import PRICES, THRESHOLDS, conflicts, default_label, rule_text
from ports.cache import CATALOGUE, Invalidation
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import CampaignId, Clock, DomainError, Ids, Page, SkuId, Tx, UnitOfWork
from ports.promotion.rules import CampaignKind, Rule, Stage
from ports.promotion.store import CampaignRow, CampaignStore, ItemRow
from ports.promotion.views import (
    CampaignBrief,
    CampaignFilter,
    CampaignItemView,
    CampaignView,
    CampaignViews,
    Conflict,
    GoodsFacts,
)

READ, WRITE = "promotions.read", "promotions.write"
_PRICE_KINDS: tuple[CampaignKind, ...] = ("timed_price", "flash", "group_buy", "bargain")
_THRESHOLD_KINDS: tuple[CampaignKind, ...] = ("spend_save", "n_for_price", "add_on", "bundle")


class CampaignNotFound(DomainError):
    code = "promotion.campaign_not_found"
    kind = "not_found"
    message = "活动不存在"


class CampaignChanged(DomainError):
    """Somebody saved it after the editor was opened."""

    code = "promotion.campaign_changed"
    message = "活动刚刚被其他人修改，请刷新后再改"


class CampaignNotEditable(DomainError):
    code = "promotion.campaign_not_editable"
    message = "活动已发布，不能再修改；可以停止后复制一份"


class CampaignDraft(Struct, frozen=True):
    """`label` empty: made from the rule. `version` as it was read; 0 for a new one. `opens_early`: see `Campaign`."""

    name: str
    label: str
    priority: int
    stacks: tuple[Stage, ...]
    rule: Rule
    items: tuple[ItemRow, ...]
    starts_at: datetime
    ends_at: datetime
    version: int = 0
    opens_early: bool = False


class Opening(Protocol):
    """What a kind does besides when it is published and stopped, in the same transaction: a flash sale's pool."""

    async def publish(self, tx: Tx, row: CampaignRow) -> None: ...

    async def stop(self, tx: Tx, row: CampaignRow) -> None: ...


class CampaignDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[CampaignStore, CampaignViews],
        openings: Mapping[CampaignKind, Opening],
        told: tuple[Invalidation, AuditApi],
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._openings = openings
        self._invalidation, self._audit = told
        self._clock, self._ids = system

    async def page(self, actor: Actor, given: CampaignFilter, cursor: str | None, limit: int) -> Page[CampaignBrief]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.page(tx, given, cursor, (limit, self._clock.now()))

    async def one(self, actor: Actor, campaign_id: CampaignId) -> CampaignView:
        """Raises CampaignNotFound."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            row = await self._store.get(tx, campaign_id)
            if row is None:
                raise CampaignNotFound
            return await self._view(tx, row)

    async def create(self, actor: Actor, draft: CampaignDraft) -> CampaignView:
        """A draft, which nobody sees before it is published. Raises Invalid."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            row = await self._checked(tx, _row(CampaignId(self._ids.new()), draft, 1))
            await self._store.insert(tx, row, self._clock.now())
            await self._record(tx, actor, "promotions.create", row)
            return tx.answered(await self._view(tx, row))

    async def save(self, actor: Actor, campaign_id: CampaignId, draft: CampaignDraft) -> CampaignView:
        """Raises CampaignNotFound, CampaignChanged, CampaignNotEditable, Invalid."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            known = await self._locked(tx, campaign_id)
            if known.state != "draft":
                raise CampaignNotEditable
            if known.version != draft.version:
                raise CampaignChanged
            row = await self._checked(tx, _row(campaign_id, draft, known.version + 1))
            await self._store.save(tx, row, self._clock.now())
            await self._record(tx, actor, "promotions.change", row)
            return tx.answered(await self._view(tx, row))

    async def publish(self, actor: Actor, campaign_id: CampaignId) -> CampaignView:
        """Runs from its start on. Published already: nothing changes. Raises CampaignNotFound, CampaignNotEditable."""
        actor.require(WRITE)
        now = self._clock.now()
        async with self._uow.begin() as tx:
            row = await self._locked(tx, campaign_id)
            if row.state == "stopped":
                raise CampaignNotEditable("活动已停止，请复制一份再发布")
            if row.state == "draft":
                row = await self._checked(tx, row)
                if row.ends_at <= now:
                    raise CampaignNotEditable("活动的结束时间已经过去，请先修改时间")
                row = replace(row, state="published", published_at=now, version=row.version + 1)
                await self._store.save(tx, row, now)
                if opening := self._openings.get(rules.kind_of(row.rule)):
                    await opening.publish(tx, row)
                await self._record(tx, actor, "promotions.publish", row)
            view = tx.answered(await self._view(tx, row))
        await self._invalidation.changed([CATALOGUE])
        return view

    async def stop(self, actor: Actor, campaign_id: CampaignId, reason: str) -> CampaignView:
        """At once: orders that were placed keep their price, nobody gets it any more. Raises CampaignNotFound."""
        actor.require(WRITE)
        now = self._clock.now()
        async with self._uow.begin() as tx:
            row = await self._locked(tx, campaign_id)
            if row.state == "draft":
                raise CampaignNotEditable("活动还没有发布，可以直接修改或删除")
            if row.state == "published":
                row = replace(row, state="stopped", stopped_at=now, version=row.version + 1)
                await self._store.save(tx, row, now)
                if opening := self._openings.get(rules.kind_of(row.rule)):
                    await opening.stop(tx, row)
                await self._record(tx, actor, "promotions.stop", row, reason)
            view = tx.answered(await self._view(tx, row))
        await self._invalidation.changed([CATALOGUE])
        return view

    async def remove(self, actor: Actor, campaign_id: CampaignId) -> None:
        """A draft alone. Raises CampaignNotFound, CampaignNotEditable."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            row = await self._locked(tx, campaign_id)
            if row.state != "draft":
                raise CampaignNotEditable("活动已发布，不能删除；可以停止它")
            await self._store.remove(tx, campaign_id)
            await self._record(tx, actor, "promotions.delete", row)

    async def foresee(self, actor: Actor, draft: CampaignDraft, but: CampaignId | None) -> tuple[str, list[Conflict]]:
        """The rule in words and what it would meet, while it is written. Raises Invalid."""
        actor.require(READ)
        row = _row(but or CampaignId(self._ids.new()), draft, 0)
        async with self._uow.reading() as tx:
            row = await self._checked(tx, row)
            return rule_text(row.rule), list(await self._conflicts(tx, row))

    async def _locked(self, tx: Tx, campaign_id: CampaignId) -> CampaignRow:
        row = await self._store.lock(tx, campaign_id)
        if row is None:
            raise CampaignNotFound
        return row

    async def _checked(self, tx: Tx, row: CampaignRow) -> CampaignRow:
        """With the label that its rule gives it, if it has none. Raises Invalid."""
        rules.check(row, await self._views.goods(tx, rules.sku_ids_of(row)))
        return replace(row, label=row.label or default_label(row.rule))

    async def _goods(self, tx: Tx, row: CampaignRow) -> dict[SkuId, GoodsFacts]:
        return await self._views.goods(tx, [item.sku_id for item in row.items])

    async def _conflicts(self, tx: Tx, row: CampaignRow) -> tuple[Conflict, ...]:
        kinds: tuple[CampaignKind, ...] = ()
        if isinstance(row.rule, PRICES):
            kinds = _PRICE_KINDS
        elif isinstance(row.rule, THRESHOLDS):
            kinds = _THRESHOLD_KINDS
        return conflicts(row, await self._store.overlapping(tx, kinds, row)) if kinds else ()

    async def _view(self, tx: Tx, row: CampaignRow) -> CampaignView:
        goods = await self._goods(tx, row)
        shared = {name: getattr(row, name) for name in CampaignView.__struct_fields__ if hasattr(row, name)}
        shared["items"] = tuple(
            CampaignItemView(i.sku_id, i.price_fen, i.quota, i.taken, i.per_member_max, goods.get(i.sku_id))
            for i in row.items
        )
        return CampaignView(
            **shared,
            kind=rules.kind_of(row.rule),
            phase=rules.phase_of(row, self._clock.now()),
            rule_text=rule_text(row.rule),
            conflicts=await self._conflicts(tx, row),
            effect=await self._views.effect(tx, row.id),
        )

    async def _record(self, tx: Tx, actor: Actor, action: str, row: CampaignRow, reason: str | None = None) -> None:
        detail = rule_text(row.rule) + ("；会员提前购" if row.opens_early else "")
        await self._audit.record(tx, AuditEntry(actor, action, row.name, row.id, reason, detail))


def _row(campaign_id: CampaignId, draft: CampaignDraft, version: int) -> CampaignRow:
    return CampaignRow(
        id=campaign_id,
        name=draft.name,
        label=draft.label,
        state="draft",
        priority=draft.priority,
        stacks=draft.stacks,
        rule=draft.rule,
        items=draft.items,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        version=version,
        opens_early=draft.opens_early,
    )
