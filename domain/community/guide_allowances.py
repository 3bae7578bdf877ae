"""What guides may give away: rules, the coupons among which they choose, and what was used this month (G3)."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from domain.community.guide_coupons import month_of
from domain.community.visit_rules import yuan
from ports.community.sidebar_store import AllowanceRule, AllowanceStore, AllowanceUse
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Invalid, MemberId, Tx, UnitOfWork
from ports.promotion.api import GuideCouponApi

READ, WRITE = "community.read", "community.write"
# Nobody lets guides refund what they may not refund themselves.
REFUND = "after_sale.write"
TEMPLATES_MAX = 50
_NOBODY = MemberId(UUID(int=0))


class AllowanceChanged(DomainError):
    code = "community.allowance_changed"
    message = "额度刚刚被其他人修改，请刷新后再改"


class AllowedTemplate(Struct, frozen=True, rename="camel"):
    """`refusal`: why guides cannot give it now; None: they can."""

    template_id: UUID
    name: str
    summary: str
    worth_fen: int
    remaining: int
    refusal: str | None


class AllowancePage(Struct, frozen=True, rename="camel"):
    """The rule with an empty guide is everybody's; without any, nobody may give anything."""

    month: str
    rules: tuple[AllowanceRule, ...]
    uses: tuple[AllowanceUse, ...]
    templates: tuple[AllowedTemplate, ...]


class GuideAllowances:
    def __init__(
        self, uow: UnitOfWork, store: AllowanceStore, promotion: GuideCouponApi, audit: AuditApi, clock: Clock
    ) -> None:
        self._uow = uow
        self._store = store
        self._promotion = promotion
        self._audit = audit
        self._clock = clock

    async def page(self, actor: Actor) -> AllowancePage:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._page(tx)

    async def set_rule(self, actor: Actor, rule: AllowanceRule) -> AllowancePage:
        """`version` as it was read, 0 for a new one. Raises AllowanceChanged, PermissionMissing."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            if rule.refund_max_fen != await self._store.refund_max_fen(tx, rule.guide):
                actor.require(REFUND)
            if not await self._store.save_rule(tx, rule):
                raise AllowanceChanged
            await self._record(tx, actor, rule.guide, words(rule))
            return tx.answered(await self._page(tx))

    async def remove_rule(self, actor: Actor, guide: str, version: int) -> AllowancePage:
        """Everybody's rule holds for the guide again. Raises Invalid, AllowanceChanged, PermissionMissing."""
        actor.require(WRITE)
        if not guide:
            raise Invalid("所有导购的额度不能删除，可以改成 0", field="guide")
        async with self._uow.begin() as tx:
            before_fen = await self._store.refund_max_fen(tx, guide)
            if not await self._store.remove_rule(tx, guide, version):
                raise AllowanceChanged
            if before_fen != await self._store.refund_max_fen(tx, guide):
                actor.require(REFUND)
            await self._record(tx, actor, guide, "改为通用额度")
            return tx.answered(await self._page(tx))

    async def set_templates(self, actor: Actor, template_ids: Sequence[UUID]) -> AllowancePage:
        """Raises Invalid: for a coupon that there is not, or that was never published."""
        actor.require(WRITE)
        if len(set(template_ids)) > TEMPLATES_MAX:
            raise Invalid(f"最多选择 {TEMPLATES_MAX} 种优惠券", field="templateIds")
        async with self._uow.begin() as tx:
            found = await self._promotion.offered(tx, tuple(template_ids), _NOBODY)
            if {one.template_id for one in found} != set(template_ids):
                raise Invalid("有优惠券不存在或还没有发布", field="templateIds")
            await self._store.set_templates(tx, template_ids)
            await self._record(tx, actor, "", f"可发优惠券 {len(found)} 种")
            return tx.answered(await self._page(tx))

    async def _page(self, tx: Tx) -> AllowancePage:
        month = month_of(self._clock.now())
        offered = await self._promotion.offered(tx, await self._store.templates(tx), _NOBODY)
        return AllowancePage(
            month=month,
            rules=await self._store.rules(tx),
            uses=await self._store.uses(tx, month),
            templates=tuple(
                AllowedTemplate(one.template_id, one.name, one.summary, one.worth_fen, one.remaining, one.refusal)
                for one in offered
            ),
        )

    async def _record(self, tx: Tx, actor: Actor, guide: str, detail: str) -> None:
        entry = AuditEntry(actor, "community.allowance", guide or "所有导购", None, None, detail)
        await self._audit.record(tx, entry)


def words(rule: AllowanceRule) -> str:
    coupons = "不限张数" if rule.coupons_max is None else f"每月 {rule.coupons_max} 张"
    value = "不限金额" if rule.value_max_fen is None else f"每月 {yuan(rule.value_max_fen)}"
    refund = f"单笔售后 {yuan(rule.refund_max_fen)} 以内可处理" if rule.refund_max_fen else "不处理售后"
    return f"{coupons}，{value}，{refund}"
