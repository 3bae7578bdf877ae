"""Transfers at the operator's desk: who may go and who may not, started, stopped, followed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.community.contact_desk import READ, WRITE
from domain.community.transfer_rules import WECOM_SPAN, protection_of
from ports.community.rule_books import RuleBook, RuleBooks
from ports.community.store import Mirror
from ports.community.transfers import (
    FetchUnassigned,
    NewTransfer,
    StartTransfer,
    TransferContactView,
    TransferFacts,
    TransferReads,
    TransferRow,
    TransferRules,
    TransferState,
    TransferStore,
    TransferView,
    UnassignedView,
)
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, Invalid, NotFound, Page, Tx, UnitOfWork

CONTACTS_MAX = 5_000
WORDS_MAX, REASON_MAX = 200, 100
DAYS_MAX = 3_650
SHOWN_MAX = 200


class TransferNotFound(NotFound):
    code = "community.transfer_not_found"
    message = "没有找到这次接替"


class NobodyToTransfer(DomainError):
    code = "community.nobody_to_transfer"
    kind = "conflict"
    message = "没有可以接替的客户"


class TransferRulesChanged(DomainError):
    code = "community.transfer_rules_changed"
    message = "接替规则刚刚被别人改过，请刷新后再改"


class Protected(Struct, frozen=True, rename="camel"):
    contact_id: str
    name: str
    why: str


class TransferPreview(Struct, frozen=True, rename="camel"):
    """`protected`: the first 200 of `protected_count`. `free`: who would go."""

    free: int
    protected_count: int
    protected: tuple[Protected, ...]


class TransferDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[TransferStore, TransferReads, Mirror, RuleBooks],
        audit: AuditApi,
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._reads, self._mirror, self._books = stores
        self._audit = audit
        self._clock, self._ids = system

    async def rules(self, actor: Actor) -> RuleBook[TransferRules]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._books.current(tx, "transfers", TransferRules())

    async def change_rules(self, actor: Actor, rules: TransferRules, version: int) -> RuleBook[TransferRules]:
        """Raises Invalid, TransferRulesChanged."""
        actor.require(WRITE)
        for name in ("added_days", "moved_days", "bought_days"):
            if not 0 <= getattr(rules, name) <= DAYS_MAX:
                raise Invalid(f"天数请填写 0 到 {DAYS_MAX}", field=name)
        book = RuleBook(rules, version + 1, self._clock.now(), actor.name)
        async with self._uow.begin() as tx:
            known = await self._books.current(tx, "transfers", TransferRules())
            if known.version != version or not await self._books.add(tx, "transfers", book):
                raise TransferRulesChanged
            await self._audit.record(tx, AuditEntry(actor, "community.transfer_rules", "接替规则", None, None, ""))
            return tx.answered(book)

    async def preview(self, actor: Actor, new: NewTransfer, contact_ids: Sequence[str] | None) -> TransferPreview:
        """Changes nothing. Raises Invalid."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            free, kept = await self._sorted(tx, new, contact_ids)
        return TransferPreview(len(free), len(kept), kept[:SHOWN_MAX])

    async def start(self, actor: Actor, new: NewTransfer, contact_ids: Sequence[str] | None) -> TransferView:
        """Those who are protected stay. Raises Invalid, NobodyToTransfer."""
        actor.require(WRITE)
        if not new.reason.strip() or len(new.reason) > REASON_MAX:
            raise Invalid(f"请填写原因，最多 {REASON_MAX} 个字", field="reason")
        if len(new.words) > WORDS_MAX:
            raise Invalid(f"给客户的话最多 {WORDS_MAX} 个字", field="words")
        row = TransferRow(self._ids.new(), new, self._clock.now(), actor.name)
        async with self._uow.begin() as tx:
            free, _ = await self._sorted(tx, new, contact_ids)
            if len(free) > CONTACTS_MAX:
                raise Invalid(f"一次最多接替 {CONTACTS_MAX} 位客户，请分批进行", field="contactIds")
            if not free or not await self._store.insert(tx, row, [one.contact_id for one in free]):
                raise NobodyToTransfer
            tx.enqueue(StartTransfer(row.id))
            what = f"{new.handover} → {new.takeover}：{len(free)} 位客户"
            await self._audit.record(tx, AuditEntry(actor, "community.transfer_start", what, row.id, None, new.reason))
            return tx.answered(await self._one(tx, row.id))

    async def stop(self, actor: Actor, transfer_id: UUID) -> TransferView:
        """Who was told to WeCom goes on. Raises TransferNotFound."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            view = await self._one(tx, transfer_id)
            stopped = await self._store.cancel(tx, transfer_id, self._clock.now())
            if stopped:
                what = f"{view.handover} → {view.takeover}：{stopped} 位客户不再接替"
                await self._audit.record(tx, AuditEntry(actor, "community.transfer_stop", what, transfer_id, None, ""))
            return tx.answered(await self._one(tx, transfer_id))

    async def page(self, actor: Actor, cursor: str | None, limit: int) -> Page[TransferView]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._reads.page(tx, cursor, limit)

    async def one(self, actor: Actor, transfer_id: UUID) -> TransferView:
        """Raises TransferNotFound."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._one(tx, transfer_id)

    async def contacts(
        self, actor: Actor, transfer_id: UUID, state: TransferState | None, place: tuple[str | None, int]
    ) -> Page[TransferContactView]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            await self._one(tx, transfer_id)
            return await self._reads.contacts(tx, transfer_id, state, *place)

    async def unassigned(self, actor: Actor) -> tuple[UnassignedView, ...]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._reads.unassigned(tx)

    async def refresh_unassigned(self, actor: Actor) -> None:
        actor.require(READ)
        async with self._uow.begin() as tx:
            tx.enqueue(FetchUnassigned())

    async def _one(self, tx: Tx, transfer_id: UUID) -> TransferView:
        view = await self._reads.one(tx, transfer_id)
        if view is None:
            raise TransferNotFound
        return view

    async def _sorted(
        self, tx: Tx, new: NewTransfer, contact_ids: Sequence[str] | None
    ) -> tuple[list[TransferFacts], tuple[Protected, ...]]:
        """Who may go, and who stays."""
        if new.handover == new.takeover:
            raise Invalid("原导购和接替的导购不能是同一个人", field="takeover")
        if new.takeover not in await self._mirror.working(tx, [new.takeover]):
            raise Invalid("接替的导购不在职，或没有客户联系权限", field="takeover")
        if not new.has_left and new.handover not in await self._mirror.working(tx, [new.handover]):
            raise Invalid("原导购已不在职，请从待分配的客户中接替", field="handover")
        now: datetime = self._clock.now()
        rules = (await self._books.current(tx, "transfers", TransferRules())).rules
        free: list[TransferFacts] = []
        kept: list[Protected] = []
        for facts in await self._store.facts(tx, new, contact_ids, now - WECOM_SPAN):
            why = protection_of(facts, rules, now, has_left=new.has_left)
            if why is None:
                free.append(facts)
            else:
                kept.append(Protected(facts.contact_id, facts.name, why))
        return free, tuple(kept)
