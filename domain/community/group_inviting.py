"""Guides are asked to invite who belongs into a group, and not asked any more when that has happened (G2)."""

from datetime import timedelta

from domain.community.contact_desk import READ, WRITE
from domain.community.group_rules import check_rules, reason_of
from domain.community.rule_book_desk import RuleBookChanged
from ports.community.group_rules import GroupGuests, GroupRules, Guest, cause_of
from ports.community.guide_tasks import GuideTasks, NewGuideTask
from ports.community.rule_books import RuleBook, RuleBooks
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, Tx, UnitOfWork

AT_ONCE_MAX = 200
DUE_IN = timedelta(days=3)
KIND_WORDS = {"vip": "VIP 群", "ordinary": "普通群"}


class GroupInviting:
    def __init__(
        self, uow: UnitOfWork, stores: tuple[GroupGuests, RuleBooks], tasks: GuideTasks, audit: AuditApi, clock: Clock
    ) -> None:
        self._uow = uow
        self._guests, self._books = stores
        self._tasks = tasks
        self._audit = audit
        self._clock = clock

    async def rules(self, actor: Actor) -> RuleBook[GroupRules]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._books.current(tx, "groups", GroupRules())

    async def save_rules(self, actor: Actor, rules: GroupRules, version: int) -> RuleBook[GroupRules]:
        """Tasks that were given stay as they are. Raises Invalid, RuleBookChanged."""
        actor.require(WRITE)
        check_rules(rules)
        async with self._uow.begin() as tx:
            known = await self._books.current(tx, "groups", rules)
            book = RuleBook(rules, version + 1, self._clock.now(), actor.name)
            if known.version != version or not await self._books.add(tx, "groups", book):
                raise RuleBookChanged
            words = f"入群规则 第 {book.version} 版"
            await self._audit.record(tx, AuditEntry(actor, "community.groups_rules", words, None, None, ""))
            return tx.answered(book)

    async def ask_due(self) -> int:
        """Sweep: how many tasks were given. What is over is ended first, so that no guide is asked for nothing."""
        await self.settle_due()
        async with self._uow.reading() as tx:
            rules = (await self._books.current(tx, "groups", GroupRules())).rules
            if not rules.is_on:
                return 0
            since = self._clock.now() - timedelta(days=rules.days)
            found = await self._guests.guests(tx, rules, since, AT_ONCE_MAX)
        for guest in found:
            async with self._uow.begin() as tx:
                await self._ask(tx, rules, guest)
        return len(found)

    async def settle_due(self) -> int:
        """Who has come into such a group is done; who is no contact any more, or has risen to VIP, is cancelled."""
        async with self._uow.reading() as tx:
            found = await self._guests.settled(tx, AT_ONCE_MAX)
        for one in found:
            async with self._uow.begin() as tx:
                if one.has_joined:
                    await self._tasks.finish(tx, one.cause, "客户已进群")
                else:
                    await self._tasks.cancel(tx, one.cause)
        return len(found)

    async def _ask(self, tx: Tx, rules: GroupRules, guest: Guest) -> None:
        """Another worker may have been faster: of one cause there is one task."""
        name = guest.chat_name or KIND_WORDS[guest.kind]
        await self._tasks.assign(
            tx,
            NewGuideTask(
                cause=cause_of(guest.kind, guest.contact_id),
                kind="invite_to_group",
                guide=guest.guide,
                title=f"邀请进{KIND_WORDS[guest.kind]}",
                text=f"请邀请客户进「{name}」。原因：{reason_of(rules, guest.bought)}。客户进群后，这条待办自动完成。",
                due_at=self._clock.now() + DUE_IN,
                contact_id=guest.contact_id,
                chat_id=guest.chat_id,
            ),
        )
