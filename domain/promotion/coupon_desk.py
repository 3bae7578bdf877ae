"""Coupons as operators make, hand out, stop and revoke them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.promotion.coupon_words import summary
from domain.promotion.coupons import CouponNotFound
from domain.promotion.scopes import yuan
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, Invalid, MemberId, Page, Rng, Tx, UnitOfWork
from ports.promotion.coupon_views import CouponViews, TemplateBrief, TemplateView
from ports.promotion.jobs import GrantCoupons
from ports.promotion.rules import CouponRule
from ports.promotion.store import ChannelRow, CouponStore, GrantRow, GrantStore, TemplateRow, TemplateState

READ, WRITE = "promotions.read", "promotions.write"
CHANNEL_BYTES = 6
REVOKE_BATCH_MAX = 5000
GRANT_MEMBERS_MAX = 10_000


class TemplateChanged(DomainError):
    code = "promotion.coupon_changed"
    message = "优惠券刚刚被其他人修改，请刷新后再改"


class TemplateNotEditable(DomainError):
    code = "promotion.coupon_not_editable"
    message = "优惠券已发布，只能调整总量和领取结束时间；其他修改请停止后新建"


class TemplateDraft(Struct, frozen=True):
    """`version` as it was read; 0 for a new one."""

    name: str
    rule: CouponRule
    total: int
    per_member_max: int
    claim_from: datetime
    claim_until: datetime
    valid_from: datetime | None
    valid_until: datetime | None
    valid_days: int | None
    returns_on_refund: bool
    is_listed: bool
    version: int = 0


class GrantWish(Struct, frozen=True):
    """To members of these levels (empty: all), or to the named ones alone."""

    name: str
    level_codes: tuple[str, ...]
    member_ids: tuple[MemberId, ...]


class CouponDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[CouponStore, GrantStore, CouponViews],
        audit: AuditApi,
        system: tuple[Clock, Ids, Rng],
    ) -> None:
        self._uow = uow
        self._store, self._grants, self._views = stores
        self._audit = audit
        self._clock, self._ids, self._rng = system

    async def page(
        self, actor: Actor, given: tuple[TemplateState | None, str | None], cursor: str | None, limit: int
    ) -> Page[TemplateBrief]:
        """`given`: the state, and words of the name."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            rows, following = await self._views.templates(tx, *given, cursor, limit)
        items = []
        for row in rows:
            fields = {name: getattr(row, name) for name in TemplateBrief.__struct_fields__ if name != "summary"}
            items.append(TemplateBrief(**fields, summary=summary(row.rule)))
        return Page(items, following)

    async def one(self, actor: Actor, template_id: UUID) -> TemplateView:
        """Raises CouponNotFound."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            row = await self._store.template(tx, template_id)
            if row is None:
                raise CouponNotFound
            return await self._view(tx, row)

    async def create(self, actor: Actor, draft: TemplateDraft) -> TemplateView:
        """Raises Invalid."""
        actor.require(WRITE)
        row = _row(self._ids.new(), draft, "draft", 1)
        check(row)
        async with self._uow.begin() as tx:
            await self._store.insert_template(tx, row, self._clock.now())
            await self._record(tx, actor, "coupons.create", row)
            return tx.answered(await self._view(tx, row))

    async def save(self, actor: Actor, template_id: UUID, draft: TemplateDraft) -> TemplateView:
        """Of a published one the total may grow and the end of claiming move, what was promised stays.

        Raises CouponNotFound, TemplateChanged, TemplateNotEditable, Invalid.
        """
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            known = await self._locked(tx, template_id)
            if known.version != draft.version:
                raise TemplateChanged
            row = replace(_row(template_id, draft, known.state, known.version + 1), claimed=known.claimed)
            check(row)
            if known.state != "draft":
                allowed = replace(
                    known, total=row.total, claim_until=row.claim_until, is_listed=row.is_listed, version=row.version
                )
                if row != allowed or known.state == "stopped" or row.total < known.total:
                    raise TemplateNotEditable
            await self._store.save_template(tx, row, self._clock.now())
            await self._record(tx, actor, "coupons.change", row)
            return tx.answered(await self._view(tx, row))

    async def publish(self, actor: Actor, template_id: UUID) -> TemplateView:
        """Raises CouponNotFound, TemplateNotEditable."""
        return await self._turn(actor, template_id, "published")

    async def stop(self, actor: Actor, template_id: UUID) -> TemplateView:
        """No more claims; what members hold stays good. Raises CouponNotFound, TemplateNotEditable."""
        return await self._turn(actor, template_id, "stopped")

    async def revoke(self, actor: Actor, template_id: UUID, reason: str) -> int:
        """Takes back what members hold, after it was stopped, and later what their unpaid orders give back.

        Gives how many it was at once.

        Raises CouponNotFound, TemplateNotEditable.
        """
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            row = await self._locked(tx, template_id)
            if row.state != "stopped":
                raise TemplateNotEditable("请先停止领取，再收回未使用的优惠券")
            now = self._clock.now()
            await self._store.mark_revoked(tx, template_id, now)
            count = await self._store.revoke(tx, template_id, actor.name, now, REVOKE_BATCH_MAX)
            entry = AuditEntry(actor, "coupons.revoke", row.name, row.id, reason, f"收回 {count} 张")
            await self._audit.record(tx, entry)
            return tx.answered(count)

    async def add_channel(self, actor: Actor, template_id: UUID, name: str, quota: int | None) -> TemplateView:
        """A code of its own, counted and limited apart. Raises CouponNotFound."""
        actor.require(WRITE)
        now = self._clock.now()
        async with self._uow.begin() as tx:
            row = await self._locked(tx, template_id)
            code = self._rng.token(CHANNEL_BYTES).replace("-", "A").replace("_", "B")
            added = await self._store.add_channel(tx, ChannelRow(code, template_id, name, quota), now)
            assert added, "six random bytes met twice"
            await self._audit.record(tx, AuditEntry(actor, "coupons.channel", row.name, row.id, None, name))
            return tx.answered(await self._view(tx, row))

    async def grant(self, actor: Actor, template_id: UUID, wish: GrantWish) -> TemplateView:
        """Begins a bulk grant, which a worker carries out. Raises CouponNotFound, TemplateNotEditable, Invalid."""
        actor.require(WRITE)
        now = self._clock.now()
        if len(wish.member_ids) > GRANT_MEMBERS_MAX:
            raise Invalid(f"一次最多指定 {GRANT_MEMBERS_MAX} 位会员", field="memberIds")
        async with self._uow.begin() as tx:
            row = await self._locked(tx, template_id)
            if row.state != "published":
                raise TemplateNotEditable("请先发布优惠券，再发放给会员")
            given = (wish.level_codes, wish.member_ids)
            grant = GrantRow(self._ids.new(), template_id, wish.name, *given, "running", 0, 0, 0, None, actor.name)
            total = await self._grants.insert_grant(tx, grant, now)
            tx.enqueue(GrantCoupons(grant.id))
            detail = f"{wish.name}，{total} 位会员"
            await self._audit.record(tx, AuditEntry(actor, "coupons.grant", row.name, row.id, None, detail))
            return tx.answered(await self._view(tx, row))

    async def stop_grant(self, actor: Actor, template_id: UUID, grant_id: UUID) -> TemplateView:
        """What was given stays given. Raises CouponNotFound."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            # The grant alone is locked: its worker locks the grant first and the template after it.
            row = await self._store.template(tx, template_id)
            if row is None:
                raise CouponNotFound
            grant = await self._grants.lock_grant(tx, grant_id)
            if grant is None or grant.template_id != template_id:
                raise CouponNotFound("发放任务不存在")
            if grant.state == "running":
                await self._grants.save_grant(tx, replace(grant, state="stopped"), self._clock.now())
                await self._audit.record(
                    tx, AuditEntry(actor, "coupons.grant_stop", row.name, row.id, None, grant.name)
                )
            return tx.answered(await self._view(tx, row))

    async def _turn(self, actor: Actor, template_id: UUID, state: TemplateState) -> TemplateView:
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            row = await self._locked(tx, template_id)
            if row.state != state:
                if row.state == "stopped" or (state == "stopped" and row.state == "draft"):
                    raise TemplateNotEditable(
                        "优惠券已停止，不能再发布" if row.state == "stopped" else "优惠券还没有发布"
                    )
                row = replace(row, state=state, version=row.version + 1)
                await self._store.save_template(tx, row, self._clock.now())
                await self._record(tx, actor, "coupons.publish" if state == "published" else "coupons.stop", row)
            return tx.answered(await self._view(tx, row))

    async def _locked(self, tx: Tx, template_id: UUID) -> TemplateRow:
        row = await self._store.lock_template(tx, template_id)
        if row is None:
            raise CouponNotFound
        return row

    async def _view(self, tx: Tx, row: TemplateRow) -> TemplateView:
        parts = await self._views.template(tx, row.id)
        assert parts is not None
        fields = {name: getattr(row, name) for name in TemplateView.__struct_fields__ if hasattr(row, name)}
        return TemplateView(
            **fields,
            summary=summary(row.rule),
            channels=parts.channels,
            grants=parts.grants,
            figures=parts.figures,
        )

    async def _record(self, tx: Tx, actor: Actor, action: str, row: TemplateRow) -> None:
        await self._audit.record(tx, AuditEntry(actor, action, row.name, row.id, None, summary(row.rule)))


def check(row: TemplateRow) -> None:
    """Raises Invalid, naming the field."""
    rule = row.rule
    if rule.kind in ("amount", "freight") and rule.value <= 0:
        raise Invalid("优惠金额要大于 0", field="rule.value")
    if rule.kind == "amount" and rule.min_fen and rule.value >= rule.min_fen:
        raise Invalid(f"优惠金额要小于门槛 {yuan(rule.min_fen)} 元", field="rule.value")
    if rule.kind == "percent" and not 10 <= rule.value <= 99:
        raise Invalid("折扣在 1 折到 9.9 折之间", field="rule.value")
    if rule.cap_fen is not None and (rule.kind != "percent" or rule.cap_fen <= 0):
        raise Invalid("封顶金额只用于折扣券，并大于 0", field="rule.capFen")
    _check_gift(rule)
    if (rule.kind == "freight") != (rule.layer == "freight"):
        raise Invalid("运费券只能放在运费一层，其他券不能放在这一层", field="rule.layer")
    if rule.scope.kind != "all" and not rule.scope.ids:
        raise Invalid("请选择适用的商品或分类", field="rule.scope")
    if row.claim_from >= row.claim_until:
        raise Invalid("领取结束时间要晚于开始时间", field="claimUntil")
    if row.valid_days is None and (row.valid_from is None or row.valid_until is None):
        raise Invalid("请设置使用期限", field="validUntil")
    if row.valid_days is not None and (row.valid_from is not None or row.valid_until is not None):
        raise Invalid("固定期限和领取后天数只能选一种", field="validDays")
    if row.valid_from is not None and row.valid_until is not None and row.valid_from >= row.valid_until:
        raise Invalid("使用结束时间要晚于开始时间", field="validUntil")
    if row.total < row.claimed:
        raise Invalid(f"总量不能少于已领取的 {row.claimed} 张", field="total")


def _check_gift(rule: CouponRule) -> None:
    is_gift = rule.kind == "gift"
    if is_gift != (rule.gift_sku_id is not None) or (is_gift and not 1 <= rule.value <= 9):
        raise Invalid("赠品券要选择一件赠品，数量在 1 到 9 之间", field="rule.giftSkuId")
    if is_gift and rule.gift_worth_fen <= 0:
        raise Invalid("请填写赠品的价值：没有价值的赠品不会被自动选用", field="rule.giftWorthFen")


def _row(template_id: UUID, draft: TemplateDraft, state: TemplateState, version: int) -> TemplateRow:
    fields = {name: getattr(draft, name) for name in TemplateDraft.__struct_fields__}
    return TemplateRow(**fields | {"id": template_id, "state": state, "version": version})
