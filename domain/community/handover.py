"""Members who pass a threshold get a guide of their own, once; whose guide has left gets another one (G6)."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from domain.community.handover_rules import next_guide, reason_of
from domain.community.live_code_desk import mark_of
from ports.commerce.api import OrderPaid
from ports.community.api import PersonalGuideAssigned
from ports.community.jobs import KeepLiveCode
from ports.community.live_codes import LiveCodeRow, LiveCodeRules, LiveCodeStore
from ports.community.personal_guides import Assigned, HandoverRules, PersonalGuide, PersonalGuideStore
from ports.community.personal_guides import TellPersonalGuide as Tell
from ports.community.rule_books import RuleBooks
from ports.kernel import Clock, Ids, MemberId, Tx, UnitOfWork
from ports.members.api import (
    ConciergeEarned,
    LevelChanged,
    MemberLeft,
    MembersApi,
    MembersMerged,
    MembersParted,
)

AT_ONCE_MAX = 200
CODE_NAME_MAX = 20
LEFT = "会员已注销"
log = structlog.get_logger("siyu.community")


class Handover:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[PersonalGuideStore, RuleBooks, LiveCodeStore],
        members: MembersApi,
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._books, self._codes = stores
        self._members = members
        self._clock, self._ids = system

    async def on_fact(self, tx: Tx, event: OrderPaid | LevelChanged | ConciergeEarned) -> None:
        """Whatever may have lifted the member over a threshold; what no event tells of is found by the sweep."""
        rules = await self._rules(tx)
        if rules.is_on:
            await self._consider(tx, rules, await self._members.resolve(tx, event.member_id))

    async def on_merged(self, tx: Tx, event: MembersMerged | MembersParted) -> None:
        for step in await self._members.merge_steps(tx, event.merge_id):
            await (self._store.give_back if step.is_undone else self._store.take_over)(tx, step)

    async def on_left(self, tx: Tx, event: MemberLeft) -> None:
        if (row := await self._store.present(tx, event.member_id)) is not None:
            await self._store.end(tx, row.id, self._clock.now(), LEFT)

    async def assign_due(self) -> int:
        """Sweep: how many members have got a guide."""
        async with self._uow.reading() as tx:
            rules = await self._rules(tx)
            if not rules.is_on:
                return 0
            due = await self._store.crossers(tx, rules, self._since(rules), AT_ONCE_MAX)
        done = 0
        for member_id in due:
            async with self._uow.begin() as tx:
                done += await self._consider(tx, rules, member_id)
        return done

    async def replace_left(self) -> int:
        """Sweep: guides who have left hand their members over to others of the rules. How many members."""
        async with self._uow.reading() as tx:
            due = await self._store.forsaken(tx, AT_ONCE_MAX)
        done = 0
        for row in due:
            async with self._uow.begin() as tx:
                done += await self._replace(tx, row)
        return done

    async def appoint(self, tx: Tx, row: tuple[MemberId, str, Assigned, str]) -> PersonalGuide | None:
        """Writes it down, tells both, and sees that the guide has a live code. None: the member has a guide.

        `row`: member, guide, how, and the reason. The turn is locked.
        """
        made = PersonalGuide(self._ids.new(), *row, self._clock.now())
        if not await self._store.insert(tx, made):
            return None
        tx.enqueue(Tell(made.id))
        name = (await self._store.names(tx, (made.guide,))).get(made.guide, made.guide)
        tx.emit(PersonalGuideAssigned(made.id, made.member_id, name, made.since))
        await self._see_to_code(tx, made.guide, name)
        return made

    async def _consider(self, tx: Tx, rules: HandoverRules, member_id: MemberId) -> bool:
        crossing = await self._store.crossing(tx, rules, self._since(rules), member_id)
        reason = reason_of(rules, crossing) if crossing else None
        if reason is None or await self._store.had(tx, member_id):
            return False
        guide = await self._next(tx, rules)
        # Looked at again: another one may have been faster until the turn was ours.
        if guide is None or await self._store.had(tx, member_id):
            return False
        await self._store.save_turn(tx, guide)
        return await self.appoint(tx, (member_id, guide, "rule", reason)) is not None

    async def _replace(self, tx: Tx, row: PersonalGuide) -> bool:
        guide = await self._next(tx, await self._rules(tx))
        if guide is None or guide == row.guide:
            return False
        names = await self._store.names(tx, (row.guide, guide))
        was, now_is = (names.get(one, one) for one in (row.guide, guide))
        why = f"原专属导购 {was} 已离职，由 {now_is} 接手"
        if not await self._store.end(tx, row.id, self._clock.now(), why):
            return False
        await self._store.save_turn(tx, guide)
        return await self.appoint(tx, (row.member_id, guide, "replacement", why)) is not None

    async def _next(self, tx: Tx, rules: HandoverRules) -> str | None:
        last = await self._store.lock_turn(tx)
        serving = await self._store.serving(tx, rules.guides)
        guide = next_guide(rules, last, serving, await self._store.loads(tx, rules.guides))
        if guide is None:
            log.warning("nobody can look after a member who has passed a threshold")
        return guide

    async def _see_to_code(self, tx: Tx, guide: str, name: str) -> None:
        if await self._store.code_of(tx, guide) is not None:
            return
        live_code_id = self._ids.new()
        await self._codes.insert(tx, _code(live_code_id, f"专属 {name}"[:CODE_NAME_MAX], guide, self._clock))
        await self._store.save_code(tx, guide, live_code_id)
        tx.enqueue(KeepLiveCode(live_code_id))

    async def _rules(self, tx: Tx) -> HandoverRules:
        return (await self._books.current(tx, "handover", HandoverRules())).rules

    def _since(self, rules: HandoverRules) -> datetime:
        return self._clock.now() - timedelta(days=rules.spend_days)


def _code(live_code_id: UUID, name: str, guide: str, clock: Clock) -> LiveCodeRow:
    """Leads to this guide alone, at any time, without being asked for permission."""
    rules = LiveCodeRules(name, (), (guide,), None, True, (), "", None)
    return LiveCodeRow(live_code_id, mark_of(live_code_id), rules, "making", None, None, (), clock.now(), version=1)
