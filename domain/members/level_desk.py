"""Levels and growth for operators: the rules, one member's standing, corrections (M2)."""

from uuid import UUID

from msgspec.structs import replace

from domain.members import growth_rules as rules
from domain.members.growth import Growth
from domain.members.level_checks import checked
from domain.members.level_previews import differences, preview
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, Invalid, MemberId, NotFound, Page, Tx, UnitOfWork
from ports.members.growth import GrowthRules, Standing
from ports.members.growth_store import GrowthStore
from ports.members.growth_views import (
    GrowthEntryView,
    GrowthViews,
    LevelRulesView,
    MemberStanding,
    RulesPreview,
)

READ, WRITE, ADJUST = "members.read", "members.write", "members.adjust"
CHANGES_SHOWN = 20
ENTRIES_SHOWN = 20
ADJUSTMENT_MAX = 100_000
REASON_LENGTH_MAX = 100


class LevelRulesChanged(DomainError):
    """Somebody saved them after the editor was opened."""

    code = "members.level_rules_changed"
    message = "等级规则刚刚被其他人修改，请刷新后再改"


class MemberNotFound(NotFound):
    code = "members.member_not_found"
    message = "会员不存在"


class LevelDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GrowthStore, GrowthViews],
        growth: Growth,
        audit: AuditApi,
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._growth = growth
        self._audit = audit
        self._clock, self._ids = system

    async def rules(self, actor: Actor) -> LevelRulesView:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._rules_view(tx, await self._store.rules(tx))

    async def preview(self, actor: Actor, wished: GrowthRules) -> RulesPreview:
        """Who would change level; nothing is saved. Raises Invalid."""
        actor.require(WRITE)
        now = self._clock.now()
        async with self._uow.reading() as tx:
            known = await self._store.rules(tx)
            counts = await self._store.counts(tx, now - rules.COUNTS_FOR)
        return preview(counts, known, checked(known, wished), now)

    async def save(self, actor: Actor, wished: GrowthRules) -> LevelRulesView:
        """Members whom the new rules lift are lifted by the sweep; nobody falls before the next review.

        Raises LevelRulesChanged, Invalid.
        """
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            known = await self._store.rules(tx, lock=True)
            if wished.version != known.version:
                raise LevelRulesChanged
            saved = replace(checked(known, wished), version=known.version + 1)
            await self._store.save_rules(tx, saved, self._clock.now())
            await self._audit.record(
                tx, AuditEntry(actor, "levels.change", "会员等级", detail=differences(known, saved))
            )
            return tx.answered(await self._rules_view(tx, saved))

    async def member(self, actor: Actor, member_id: MemberId) -> MemberStanding:
        """Raises MemberNotFound."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._member(tx, member_id)

    async def entries(self, actor: Actor, member_id: MemberId, cursor: str | None, limit: int) -> Page[GrowthEntryView]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.entries(tx, member_id, cursor, limit)

    async def adjust(self, actor: Actor, member_id: MemberId, value: int, reason: str) -> MemberStanding:
        """More or less growth, with a reason that the member reads too. Raises Invalid, MemberNotFound."""
        actor.require(ADJUST)
        why = _reason(reason)
        if value == 0 or abs(value) > ADJUSTMENT_MAX:
            raise Invalid(f"请填写 1 到 {ADJUSTMENT_MAX} 之间的成长值", field="value")
        async with self._uow.begin() as tx:
            known, standing = await self._locked(tx, member_id)
            growth = await self._growth.sum(tx, standing.member_id, self._clock.now())
            if growth + value < 0:
                raise Invalid(f"会员近一年只有 {growth} 成长值，不能扣这么多", field="value")
            entry = self._growth.entry(
                standing.member_id, f"adjustment:{self._ids.new()}", ("adjustment", value), f"店铺调整：{why}"
            )
            await self._growth.book(tx, (standing, known), entry)
            await self._record(tx, (actor, "members.adjust_growth"), member_id, (why, f"{value:+d} 成长值"))
            return tx.answered(await self._member(tx, standing.member_id))

    async def place(self, actor: Actor, member_id: MemberId, level_code: str, reason: str) -> MemberStanding:
        """Sets the level until the next review. Raises Invalid, MemberNotFound."""
        actor.require(ADJUST)
        why = _reason(reason)
        async with self._uow.begin() as tx:
            known, standing = await self._locked(tx, member_id)
            if level_code not in {level.code for level in known.levels}:
                raise Invalid("请选择等级", field="levelCode")
            if level_code == standing.level_code:
                raise Invalid("会员已经是这个等级", field="levelCode")
            growth = await self._growth.sum(tx, standing.member_id, self._clock.now())
            after, change = rules.placed(
                replace(standing, growth=growth), known, level_code, (actor.name, why), self._clock.now()
            )
            await self._growth.changed(tx, after, known, change)
            names = {level.code: level.name for level in known.levels}
            detail = f"{names[change.from_code]} → {names[change.to_code]}"
            await self._record(tx, (actor, "members.place_level"), member_id, (why, detail))
            return tx.answered(await self._member(tx, standing.member_id))

    async def _locked(self, tx: Tx, member_id: MemberId) -> tuple[GrowthRules, Standing]:
        try:
            return await self._store.rules(tx), await self._growth.lock(tx, member_id)
        except NotFound as error:
            raise MemberNotFound from error

    async def _record(self, tx: Tx, what: tuple[Actor, str], member_id: MemberId, why: tuple[str, str]) -> None:
        actor, action = what
        found = await self._views.ground(tx, member_id, self._clock.now())
        target = found.nickname if found else str(member_id)
        await self._audit.record(tx, AuditEntry(actor, action, target, UUID(str(member_id)), *why))

    async def _rules_view(self, tx: Tx, known: GrowthRules) -> LevelRulesView:
        sizes = await self._views.sizes(tx)
        return LevelRulesView(
            known.version, known.levels, tuple(sizes.get(level.code, 0) for level in known.levels), known.weights
        )

    async def _member(self, tx: Tx, member_id: MemberId) -> MemberStanding:
        ground = await self._views.ground(tx, member_id, self._clock.now() - rules.COUNTS_FOR)
        if ground is None:
            raise MemberNotFound
        levels = (await self._store.rules(tx)).levels
        return MemberStanding(
            member_id=member_id,
            nickname=ground.nickname,
            level_code=ground.level_code,
            level_name=levels[rules.rank(levels, ground.level_code)].name,
            growth=ground.growth,
            since=ground.since,
            until=ground.until,
            is_held=ground.is_held,
            is_protected=ground.is_protected,
            spent_fen=ground.spent_fen,
            concierge_at=ground.concierge_at,
            birthday=ground.birthday.birthday,
            changes=await self._views.changes(tx, member_id, CHANGES_SHOWN),
            entries=await self._views.entries(tx, member_id, None, ENTRIES_SHOWN),
        )


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if not 2 <= len(words) <= REASON_LENGTH_MAX:
        raise Invalid(f"请填写 2 到 {REASON_LENGTH_MAX} 个字的原因", field="reason")
    return words
