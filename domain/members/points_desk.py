"""Points as members read them and operators keep them: statements, the rule, adjustments, what the shop owes."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.members import points_rules as rules
from domain.members.points_book import Cause, PointsBook
from domain.members.points_rules import Posting
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, Invalid, MemberId, NotFound, Page, Tx, UnitOfWork
from ports.members.points import PointsShort
from ports.members.points_store import PointsRule, PointsStore, Purse
from ports.members.points_views import (
    AdjustmentRow,
    AdjustmentState,
    AdjustmentStore,
    Liability,
    NewAdjustment,
    PointsLine,
    PointsView,
    PointsViews,
)
from ports.members.store import MemberStore

READ, ADJUST, APPROVE, WRITE = "members.read", "members.adjust", "members.approve", "members.write"
EXPIRING_SHOWN = 3
FLOW_MONTHS = 12
POINTS_MAX = 10_000_000


class PointsRuleChanged(DomainError):
    code = "members.points_rule_changed"
    message = "积分规则刚刚被其他人修改，请刷新后再改"


class AdjustmentDecided(DomainError):
    code = "members.adjustment_decided"
    message = "这笔调整已经处理过了"


class OwnAdjustment(DomainError):
    code = "members.own_adjustment"
    kind = "forbidden"
    message = "自己提交的调整需要由其他人复核"


class RuleView(Struct, frozen=True, rename="camel"):
    """`sentences`: the rule as members read it."""

    rule: PointsRule
    version: int
    sentences: tuple[str, ...]


class PointsDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        book: PointsBook,
        stores: tuple[PointsStore, AdjustmentStore, PointsViews, MemberStore],
        audit: AuditApi,
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow, self._book, self._audit = uow, book, audit
        self._store, self._adjustments, self._views, self._members = stores
        self._clock, self._ids = system

    async def mine(self, member_id: MemberId) -> PointsView:
        async with self._uow.reading() as tx:
            return await self._view(tx, member_id)

    async def statement(self, member_id: MemberId, cursor: str | None, limit: int) -> Page[PointsLine]:
        """As the member reads it: which operator it was stays in the house."""
        async with self._uow.reading() as tx:
            page = await self._views.statement(tx, member_id, cursor, limit)
        return Page([replace(line, by="") for line in page.items], page.next_cursor)

    async def of(self, actor: Actor, member_id: MemberId) -> PointsView:
        """Raises NotFound."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            await self._nickname(tx, member_id)
            return await self._view(tx, member_id)

    async def statement_of(self, actor: Actor, member_id: MemberId, cursor: str | None, limit: int) -> Page[PointsLine]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.statement(tx, member_id, cursor, limit)

    async def rule(self, actor: Actor) -> RuleView:
        actor.require(READ)
        async with self._uow.reading() as tx:
            rule, version = await self._store.rule(tx)
        return RuleView(rule, version, sentences(rule))

    async def set_rule(self, actor: Actor, rule: PointsRule, version: int) -> RuleView:
        """Raises Invalid, PointsRuleChanged. What has been earned keeps its end and its rate."""
        actor.require(WRITE)
        check(rule)
        async with self._uow.begin() as tx:
            if not await self._store.set_rule(tx, rule, version):
                raise PointsRuleChanged
            detail = "；".join(sentences(rule))
            await self._audit.record(tx, AuditEntry(actor, "points.rule", "积分规则", detail=detail))
            return tx.answered(RuleView(rule, version + 1, sentences(rule)))

    async def adjust(self, actor: Actor, member_id: MemberId, points: int, reason: str) -> AdjustmentRow:
        """At once, or above the limit after a second operator agreed. Raises NotFound, Invalid, PointsShort."""
        actor.require(ADJUST)
        words = " ".join(reason.split())
        if not 1 <= abs(points) <= POINTS_MAX:
            raise Invalid("调整的积分不能为 0", field="points")
        if not words:
            raise Invalid("请填写调整原因", field="reason")
        asked = NewAdjustment(self._ids.new(), member_id, points, words, actor.id, actor.name, self._clock.now())
        async with self._uow.begin() as tx:
            nickname = await self._nickname(tx, member_id)
            rule, _ = await self._store.rule(tx)
            await self._adjustments.add(tx, asked)
            row = await self._locked(tx, asked.id)
            entry = AuditEntry(actor, "points.adjust", nickname, member_id, words, f"{points:+d} 积分")
            await self._audit.record(tx, entry)
            if abs(points) <= rule.approval_above:
                row = await self._carry_out(tx, actor, row)
            return tx.answered(row)

    async def decide(self, actor: Actor, adjustment_id: UUID, *, agreed: bool) -> AdjustmentRow:
        """By somebody else than who asked. Raises NotFound, AdjustmentDecided, OwnAdjustment, PointsShort."""
        actor.require(APPROVE)
        async with self._uow.begin() as tx:
            row = await self._locked(tx, adjustment_id)
            if row.state != "waiting":
                raise AdjustmentDecided
            if row.asked_by == actor.id:
                raise OwnAdjustment
            action = "points.approve" if agreed else "points.reject"
            entry = AuditEntry(actor, action, row.nickname, row.member_id, row.reason, f"{row.points:+d} 积分")
            await self._audit.record(tx, entry)
            if agreed:
                return tx.answered(await self._carry_out(tx, actor, row))
            return tx.answered(await self._close(tx, actor, row, "rejected"))

    async def adjustments(
        self, actor: Actor, state: AdjustmentState | None, cursor: str | None, limit: int
    ) -> Page[AdjustmentRow]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.adjustments(tx, state, cursor, limit)

    async def liability(self, actor: Actor) -> Liability:
        """For finance: what could be redeemed, when it ends, and how the months went."""
        actor.require_any("money.read", READ)
        now = self._clock.now()
        async with self._uow.reading() as tx:
            rule, _ = await self._store.rule(tx)
            available, held, owed, members = await self._views.totals(tx, now)
            granted, redeemed, expired = await self._views.granted_and_redeemed(tx)
            return Liability(
                available=available,
                held=held,
                owed=owed,
                members=members,
                worth_fen=(available + held) * 100 // rule.redeem_per_yuan,
                redeemed_percent=redeemed * 100 // (granted - expired) if granted > expired else None,
                by_end=tuple(await self._views.by_end(tx, now)),
                flows=tuple(await self._views.flows(tx, now - timedelta(days=31 * FLOW_MONTHS))),
            )

    async def _view(self, tx: Tx, member_id: MemberId) -> PointsView:
        now = self._clock.now()
        rule, _ = await self._store.rule(tx)
        available, held, owed = await self._views.balances(tx, member_id, now)
        return PointsView(
            available=available,
            held=held,
            owed=owed,
            worth_fen=available * 100 // rule.redeem_per_yuan,
            expiring=tuple(await self._views.expiring(tx, member_id, now, EXPIRING_SHOWN)),
            rules=sentences(rule),
        )

    async def _carry_out(self, tx: Tx, actor: Actor, row: AdjustmentRow) -> AdjustmentRow:
        """Raises PointsShort: an operator takes no more than there is."""
        rule, _ = await self._store.rule(tx)
        until = rules.expiry(self._clock.now(), rule.expire_months)

        def change(purse: Purse) -> Posting:
            if row.points > 0:
                return rules.earned(purse, row.points, until)
            if -row.points > purse.available:
                raise PointsShort(f"会员只有 {purse.available} 可用积分，不能扣减 {-row.points}")
            return rules.taken_back(purse, -row.points, None)

        cause = Cause(f"adjustment:{row.id}", "adjustment", f"人工调整：{row.reason}", by=actor.name)
        await self._book.change(tx, row.member_id, cause, change)
        return await self._close(tx, actor, row, "done")

    async def _close(self, tx: Tx, actor: Actor, row: AdjustmentRow, state: AdjustmentState) -> AdjustmentRow:
        await self._adjustments.decide(tx, row.id, state, (actor.id, actor.name, self._clock.now()))
        return await self._locked(tx, row.id)

    async def _locked(self, tx: Tx, adjustment_id: UUID) -> AdjustmentRow:
        row = await self._adjustments.lock(tx, adjustment_id)
        if row is None:
            raise NotFound
        return row

    async def _nickname(self, tx: Tx, member_id: MemberId) -> str:
        card = await self._members.card(tx, member_id)
        if card is None:
            raise NotFound
        return card.nickname


def sentences(rule: PointsRule) -> tuple[str, ...]:
    """The rule as a member reads it: made of its figures, so that it cannot say something else."""
    earning = f"订单完成后，每实付 1 元得 {rule.earn_per_yuan} 积分，会员等级可翻倍；退款会扣回相应积分"
    # Whole steps are used: the least is the first of them that reaches the minimum.
    least = -(-rule.redeem_min // rule.redeem_step) * rule.redeem_step
    paying = (
        f"{rule.redeem_per_yuan} 积分抵 1 元，满 {least} 积分可用，每次按 {rule.redeem_step} 积分使用，"
        f"最多抵商品金额的 {rule.redeem_max_percent}%"
    )
    return (
        earning if rule.earn_per_yuan else "购物暂不赠送积分",
        f"积分在获得之后的第 {rule.expire_months} 个月月末到期，先到期的先使用",
        paying if rule.redeem_max_percent else "积分暂时不能抵扣现金",
        f"用积分抵扣的订单退款时，积分原路退回，至少保留 {rule.return_days} 天",
        "如果退款时积分已经用完，会先记为待扣积分，从以后获得的积分里抵扣，不影响购物",
    )


def check(rule: PointsRule) -> None:
    """Raises Invalid, naming the field."""
    limits = (
        ("earn_per_yuan", 0, 100, "每元积分"),
        ("expire_months", 1, 60, "有效月数"),
        ("redeem_per_yuan", 1, 100_000, "抵 1 元所需积分"),
        ("redeem_max_percent", 0, 100, "最高抵扣比例"),
        ("redeem_min", 1, 1_000_000, "起用积分"),
        ("redeem_step", 1, 100_000, "每次使用的倍数"),
        ("return_days", 1, 366, "退回积分的保留天数"),
        ("approval_above", 0, POINTS_MAX, "需要复核的数额"),
    )
    for name, least, most, words in limits:
        if not least <= getattr(rule, name) <= most:
            first, *others = name.split("_")
            field = first + "".join(part.title() for part in others)
            raise Invalid(f"{words}请填写 {least} 到 {most}", field=field)
