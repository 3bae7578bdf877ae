"""Contacts at the operator's desk: looking, remarks, tags.

What is changed here goes to WeCom first, which tells nobody of it: the mirror is written by a reading that follows.
"""

from datetime import timedelta
from typing import Literal

from msgspec import Struct

from domain.community.mirroring import Mirroring
from ports.community.store import Mirror, Pair
from ports.community.views import (
    CommunityViews,
    ContactFilter,
    ContactRowView,
    ContactView,
    CorpTagView,
    GuideView,
    MirrorState,
)
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Invalid, NotFound, Page, UnitOfWork
from ports.outside.wecom import Remark, WecomContacts
from ports.outside.wecom_app import WecomBudgets

READ, WRITE = "community.read", "community.write"
RUNS_SHOWN, GAPS_SHOWN = 10, 100
WEEK = timedelta(days=7)


class ContactNotFound(NotFound):
    code = "community.contact_not_found"
    message = "没有找到这位客户"


class ContactEnded(DomainError):
    code = "community.contact_ended"
    message = "好友关系已经结束，不能修改备注和标签"


class TagWish(Struct, frozen=True):
    add: tuple[str, ...]
    remove: tuple[str, ...]


class ContactDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[Mirror, CommunityViews],
        wecom: tuple[WecomContacts, WecomBudgets, Mirroring],
        audit: AuditApi,
        system: tuple[Clock, bool],
    ) -> None:
        """`system`: and whether the shop has papers of WeCom."""
        self._uow = uow
        self._mirror, self._views = stores
        self._contacts, self._budgets, self._mirroring = wecom
        self._audit = audit
        self._clock, self._is_on = system

    async def state(self, actor: Actor) -> MirrorState:
        actor.require(READ)
        async with self._uow.reading() as tx:
            counts = await self._views.counts(tx, self._clock.now() - WEEK)
            runs = await self._views.runs(tx, RUNS_SHOWN)
            gaps = await self._views.gaps(tx, GAPS_SHOWN)
        budgets = await self._budgets.budgets() if self._is_on else ()
        return MirrorState(self._is_on, counts, runs, gaps, budgets)

    async def guides(self, actor: Actor) -> tuple[GuideView, ...]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.guides(tx)

    async def tags(self, actor: Actor) -> tuple[CorpTagView, ...]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.tags(tx)

    async def contacts(
        self, actor: Actor, wanted: ContactFilter, cursor: str | None, limit: int
    ) -> Page[ContactRowView]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.contacts(tx, wanted, cursor, limit)

    async def contact(self, actor: Actor, contact_id: str) -> ContactView:
        """Raises ContactNotFound."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            found = await self._views.contact(tx, contact_id)
        if found is None:
            raise ContactNotFound
        return found

    async def remark(self, actor: Actor, pair: Pair, remark: Remark) -> ContactView:
        """Raises ContactNotFound, ContactEnded, NotAContact, WecomThrottled, OutsideUnavailable."""
        actor.require(WRITE)
        await self._need_active(pair)
        await self._contacts.remark(pair.user_id, pair.contact_id, remark)
        return await self._written(actor, pair, "community.remark", remark.remark or "")

    async def mark(self, actor: Actor, pair: Pair, wish: TagWish) -> ContactView:
        """Tags given and taken. Raises as `remark`, and WecomTagUnknown."""
        actor.require(WRITE)
        if not wish.add and not wish.remove:
            raise Invalid("请选择要添加或移除的标签", field="add")
        if set(wish.add) & set(wish.remove):
            raise Invalid("同一个标签不能既添加又移除", field="remove")
        await self._need_active(pair)
        await self._contacts.mark(pair.user_id, pair.contact_id, wish.add, wish.remove)
        words = f"添加 {len(wish.add)} 个，移除 {len(wish.remove)} 个"
        return await self._written(actor, pair, "community.mark", words)

    async def _need_active(self, pair: Pair) -> None:
        async with self._uow.reading() as tx:
            known = (await self._mirror.known(tx, [pair])).get(pair)
        if known is None:
            raise ContactNotFound
        if not known.is_active:
            raise ContactEnded

    async def _written(
        self, actor: Actor, pair: Pair, action: Literal["community.remark", "community.mark"], words: str
    ) -> ContactView:
        await self._mirroring.fetch(pair.contact_id)
        async with self._uow.begin() as tx:
            found = await self._views.contact(tx, pair.contact_id)
            if found is None:
                raise ContactNotFound
            await self._audit.record(tx, AuditEntry(actor, action, found.name, None, None, words))
            return tx.answered(found)
