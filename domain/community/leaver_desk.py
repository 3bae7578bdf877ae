"""Remarks about members who have left that WeCom refuses to make neutral: seen, and asked for once more (V9)."""

from domain.community.comparison import WecomOff
from ports.community.leavers import LeaverStore, NeutraliseRemark, RefusedRemark
from ports.community.store import Pair
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, UnitOfWork

READ, WRITE = "community.read", "community.write"
SHOWN_MAX = 100


class RemarkNotRefused(DomainError):
    code = "community.remark_not_refused"
    message = "这条备注正在处理，或已经处理好了"


class LeaverDesk:
    def __init__(self, uow: UnitOfWork, store: LeaverStore, audit: AuditApi, system: tuple[Clock, bool]) -> None:
        """`system`: and whether the shop has papers of WeCom."""
        self._uow = uow
        self._store = store
        self._audit = audit
        self._clock, self._is_on = system

    async def refused(self, actor: Actor) -> tuple[RefusedRemark, ...]:
        """Of contacts still, the oldest first, SHOWN_MAX at most."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._store.refused(tx, SHOWN_MAX)

    async def again(self, actor: Actor, pair: Pair) -> None:
        """WeCom is asked once more, at once. Raises WecomOff, RemarkNotRefused."""
        actor.require(WRITE)
        if not self._is_on:
            raise WecomOff
        async with self._uow.begin() as tx:
            if not await self._store.ask_again(tx, pair, self._clock.now()):
                raise RemarkNotRefused
            tx.enqueue(NeutraliseRemark(pair.user_id, pair.contact_id))
            await self._audit.record(
                tx, AuditEntry(actor, "community.leaver_remark", "已注销会员", detail=pair.user_id)
            )
