"""How many posts a group may get, read and changed by operators; every version is kept and audited."""

from domain.community.contact_desk import READ, WRITE
from domain.community.post_limits import check_post_rules
from domain.community.rule_book_desk import RuleBookChanged
from ports.community.post_rules import PostRules
from ports.community.rule_books import RuleBook, RuleBooks
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, UnitOfWork


class GroupPostRuleDesk:
    def __init__(self, uow: UnitOfWork, books: RuleBooks, audit: AuditApi, clock: Clock) -> None:
        self._uow = uow
        self._books = books
        self._audit = audit
        self._clock = clock

    async def rules(self, actor: Actor) -> RuleBook[PostRules]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._books.current(tx, "group_posts", PostRules())

    async def save(self, actor: Actor, rules: PostRules, version: int) -> RuleBook[PostRules]:
        """What is planned stays planned, and is weighed again when it is due. Raises Invalid, RuleBookChanged."""
        actor.require(WRITE)
        check_post_rules(rules)
        async with self._uow.begin() as tx:
            known = await self._books.current(tx, "group_posts", rules)
            book = RuleBook(rules, version + 1, self._clock.now(), actor.name)
            if known.version != version or not await self._books.add(tx, "group_posts", book):
                raise RuleBookChanged
            words = f"群发次数规则 第 {book.version} 版"
            await self._audit.record(tx, AuditEntry(actor, "community.group_posts_rules", words, None, None, ""))
            return tx.answered(book)
