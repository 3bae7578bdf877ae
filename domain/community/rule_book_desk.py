"""Rules of attribution and of handing over, read and changed by operators; every version is kept and audited."""

from msgspec import Struct

from domain.community.contact_desk import READ, WRITE
from ports.community.attribution import AttributionRules
from ports.community.personal_guides import HandoverRules, PersonalGuideStore
from ports.community.rule_books import RuleBook, RuleBookName, RuleBooks
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Invalid, Tx, UnitOfWork

DAYS_MAX, RATE_MAX = 90, 5000
SPEND_MAX, SPEND_DAYS_MAX, GUIDES_MAX = 10**10, 3650, 100


class RuleBookChanged(DomainError):
    code = "community.rules_changed"
    message = "规则刚刚被别人改过，请刷新后再改"


class RuleBookDesk:
    def __init__(self, uow: UnitOfWork, books: RuleBooks, guides: PersonalGuideStore, audit: AuditApi, clock: Clock):
        self._uow = uow
        self._books = books
        self._guides = guides
        self._audit = audit
        self._clock = clock

    async def attribution(self, actor: Actor) -> RuleBook[AttributionRules]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._books.current(tx, "attribution", AttributionRules())

    async def handover(self, actor: Actor) -> RuleBook[HandoverRules]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._books.current(tx, "handover", HandoverRules())

    async def save_attribution(self, actor: Actor, rules: AttributionRules, version: int) -> RuleBook[AttributionRules]:
        """Orders that were attributed stay as they are. Raises Invalid, RuleBookChanged."""
        actor.require(WRITE)
        check_attribution(rules)
        async with self._uow.begin() as tx:
            return tx.answered(await self._saved(tx, (actor, "attribution", "归因规则"), rules, version))

    async def save_handover(self, actor: Actor, rules: HandoverRules, version: int) -> RuleBook[HandoverRules]:
        """Members who have a guide keep them. Raises Invalid, RuleBookChanged."""
        actor.require(WRITE)
        check_handover(rules)
        async with self._uow.begin() as tx:
            unknown = set(rules.guides) - await self._guides.serving(tx, rules.guides)
            if unknown:
                raise Invalid("有导购已离职或没有客户联系权限，请重新选择", field="guides")
            return tx.answered(await self._saved(tx, (actor, "handover", "专属导购规则"), rules, version))

    async def _saved[T: Struct](
        self, tx: Tx, done: tuple[Actor, RuleBookName, str], rules: T, version: int
    ) -> RuleBook[T]:
        actor, name, words = done
        known = await self._books.current(tx, name, rules)
        book = RuleBook(rules, version + 1, self._clock.now(), actor.name)
        if known.version != version or not await self._books.add(tx, name, book):
            raise RuleBookChanged
        await self._audit.record(
            tx, AuditEntry(actor, f"community.{name}_rules", f"{words} 第 {book.version} 版", None, None, "")
        )
        return book


def check_attribution(rules: AttributionRules) -> None:
    """Raises Invalid, naming the field."""
    if len(set(rules.order)) != len(rules.order):
        raise Invalid("同一条规则不能出现两次", field="order")
    windows = rules.windows
    days = (windows.welcome, windows.script, windows.coupon, windows.post, windows.mass_message, windows.moment)
    if not all(0 <= one <= DAYS_MAX for one in days):
        raise Invalid(f"窗口请填写 0 到 {DAYS_MAX} 天", field="windows")
    if not 0 <= rules.coupon_days <= DAYS_MAX:
        raise Invalid(f"请填写 0 到 {DAYS_MAX} 天", field="couponDays")
    rates = rules.commission
    if not all(0 <= one <= RATE_MAX for one in (rates.personal, rates.touch, rates.coupon, rates.follow)):
        raise Invalid(f"提成比例请填写 0 到 {RATE_MAX // 100}%", field="commission")


def check_handover(rules: HandoverRules) -> None:
    """Raises Invalid, naming the field."""
    if not 0 <= rules.spend_fen <= SPEND_MAX:
        raise Invalid("消费门槛不正确", field="spendFen")
    if not 1 <= rules.spend_days <= SPEND_DAYS_MAX:
        raise Invalid(f"请填写 1 到 {SPEND_DAYS_MAX} 天", field="spendDays")
    if len(set(rules.guides)) != len(rules.guides) or len(rules.guides) > GUIDES_MAX:
        raise Invalid(f"请选择不重复的导购，最多 {GUIDES_MAX} 位", field="guides")
    if rules.is_on and not rules.guides:
        raise Invalid("请至少选择一位导购", field="guides")
    if rules.is_on and not (rules.spend_fen or rules.levels or rules.tag_ids or rules.on_concierge):
        raise Invalid("请至少设一个门槛", field="spendFen")
