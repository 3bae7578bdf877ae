"""Scripts as operators write them: made, changed, switched off, tried on a sample customer (G3)."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.community.guide_scripts import nobody
from domain.community.script_rules import GAPS, ScriptFacts, check, fitted
from ports.community.guide_sales import ScriptCard
from ports.community.scripts import (
    Anyone,
    BirthdayNear,
    CouponEnding,
    DeliveredOrder,
    ExtraFacts,
    OrderDelivered,
    QuietFor,
    ScriptChanged,
    ScriptNotFound,
    ScriptRow,
    ScriptRules,
    ScriptStore,
    StageReached,
    ViewedOften,
)
from ports.community.sidebar import CartItem, CartSummary, SidebarProduct, TabCounts
from ports.community.sidebar_store import CardRow, MostViewed, Whose
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, Ids, MemberId, ProductId, Tx, UnitOfWork

READ, WRITE = "community.read", "community.write"


class ScriptList(Struct, frozen=True, rename="camel"):
    items: tuple[ScriptRow, ...]


class ScriptPreview(Struct, frozen=True, rename="camel"):
    """What a guide would see of a sample customer whom the condition fits. `gaps`: what may stand in braces."""

    text: str
    why: str
    card: ScriptCard | None
    gaps: tuple[str, ...]


class ScriptDesk:
    def __init__(self, uow: UnitOfWork, store: ScriptStore, audit: AuditApi, system: tuple[Clock, Ids]) -> None:
        self._uow = uow
        self._store = store
        self._audit = audit
        self._clock, self._ids = system

    async def all(self, actor: Actor) -> ScriptList:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return ScriptList(tuple(await self._store.all(tx)))

    async def create(self, actor: Actor, rules: ScriptRules) -> ScriptRow:
        """Raises Invalid."""
        actor.require(WRITE)
        check(rules)
        row = ScriptRow(self._ids.new(), rules, True, 1, self._clock.now())
        async with self._uow.begin() as tx:
            await self._store.insert(tx, row)
            await self._record(tx, actor, "community.script_create", row)
            return tx.answered(row)

    async def change(self, actor: Actor, script_id: UUID, rules: ScriptRules, given: tuple[bool, int]) -> ScriptRow:
        """`given`: whether it is in use, and the version that was changed. Raises Invalid, ScriptNotFound,
        ScriptChanged."""
        actor.require(WRITE)
        check(rules)
        async with self._uow.begin() as tx:
            known = await self._store.one(tx, script_id)
            if known is None:
                raise ScriptNotFound
            row = replace(known, rules=rules, is_active=given[0], version=given[1] + 1)
            if not await self._store.save(tx, row, given[1]):
                raise ScriptChanged
            await self._record(tx, actor, "community.script_change", row)
            return tx.answered(row)

    def preview(self, actor: Actor, rules: ScriptRules) -> ScriptPreview:
        """Raises Invalid."""
        actor.require(READ)
        check(rules)
        now = self._clock.now()
        found = fitted(ScriptRow(UUID(int=0), rules, True, 1, now), sample(rules, self._clock))
        assert found is not None, "the sample is made to fit"
        return ScriptPreview(found.text, found.why, found.card, tuple(sorted(GAPS[type(rules.condition)])))

    async def _record(self, tx: Tx, actor: Actor, action: str, row: ScriptRow) -> None:
        detail = "" if row.is_active else "停用"
        await self._audit.record(tx, AuditEntry(actor, action, row.rules.name, row.id, None, detail))


def sample(rules: ScriptRules, clock: Clock) -> ScriptFacts:
    """A made-up customer whom the condition just fits."""
    now, condition = clock.now(), rules.condition
    product = SidebarProduct(ProductId(UUID(int=1)), "云柔待产包 12 件套", "/mini/logo.png", 29900)
    portrait = replace(nobody(), orders=3, days_since_last=40, pregnancy_weeks=(32,), coupon_days_left=2)
    viewed, days = 5, 1
    match condition:
        case ViewedOften():
            viewed = condition.times
        case StageReached() if condition.of == "pregnancy_weeks":
            portrait = replace(portrait, pregnancy_weeks=(condition.low,))
        case StageReached():
            portrait = replace(portrait, child_months=(condition.low,))
        case CouponEnding():
            portrait = replace(portrait, coupon_days_left=min(2, condition.days))
        case QuietFor():
            portrait = replace(portrait, days_since_last=condition.days)
        case OrderDelivered() | BirthdayNear():
            days = min(1, condition.days)
        case Anyone() | _:
            pass
    birthday = (now + timedelta(hours=8)).date()
    row = CardRow(
        whose=Whose("sample", "小满妈妈", "小满妈妈", None, MemberId(UUID(int=1))),
        gender=2,
        added_at=now,
        corp_tags=(),
        counts=TabCounts(0, 0, 0, 0, 0, 0),
        cart=CartSummary(1, 2, 59800, True, (CartItem(product, "", 2, now),)),
        viewed=MostViewed(product.id, product.title, product.image_url, viewed),
    )
    delivered = DeliveredOrder(product.title, product.id, product.image_url, now - timedelta(days=days, minutes=-1))
    extra = ExtraFacts((birthday.month, birthday.day), delivered, "满 199 减 30")
    return ScriptFacts(row, portrait, extra, now)
