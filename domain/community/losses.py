"""Telling staff that a customer has gone. One message for each loss: WeCom passes over the same key (C.11)."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from domain.community.contact_desk import READ, WRITE
from ports.community.losses import Loss, LossRules, LossState, LossStore, LossView, TellLoss
from ports.community.rule_books import RuleBook, RuleBooks
from ports.community.store import Mirror, Pair
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, Invalid, Tx, UnitOfWork
from ports.outside.wecom import WecomRefused
from ports.outside.wecom_app import AppMessage, WecomApp

SUPERVISORS_MAX, SHOWN = 20, 50
_SHANGHAI = ZoneInfo("Asia/Shanghai")

log = structlog.get_logger("siyu.wecom")


class LossRulesChanged(DomainError):
    code = "community.loss_rules_changed"
    message = "提醒规则刚刚被别人改过，请刷新后再改"


class Losses:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[LossStore, Mirror, RuleBooks],
        wecom: tuple[WecomApp, str],
        audit: AuditApi,
        system: tuple[Clock, Ids],
    ) -> None:
        """`wecom`: and the address of the sidebar, where a message leads to."""
        self._uow = uow
        self._store, self._mirror, self._books = stores
        self._app, self._sidebar_url = wecom
        self._audit = audit
        self._clock, self._ids = system

    async def lost(self, tx: Tx, pair: Pair, at: datetime, *, by_contact: bool) -> None:
        """Told twice it is one loss."""
        loss_id = self._ids.new()
        if await self._store.note(tx, loss_id, pair, at, by_contact=by_contact):
            tx.enqueue(TellLoss(loss_id))

    async def on_tell(self, job: TellLoss) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again, and WeCom tells nobody twice."""
        async with self._uow.reading() as tx:
            loss = await self._store.one(tx, job.loss_id)
            rules = (await self._books.current(tx, "losses", LossRules())).rules
            if loss is None or loss.state != "new":
                return
            user_ids = await self._to_tell(tx, loss, rules)
        state: LossState = "silent"
        if user_ids:
            state, user_ids = await self._told(loss, user_ids)
        async with self._uow.single() as tx:
            await self._store.told(tx, loss.id, state, user_ids)

    async def _to_tell(self, tx: Tx, loss: Loss, rules: LossRules) -> tuple[str, ...]:
        wanted = [loss.pair.user_id] if loss.by_contact and rules.tells_guide else []
        wanted += [one for one in rules.supervisor_ids if one not in wanted]
        working = await self._mirror.working(tx, wanted)
        return tuple(one for one in wanted if one in working)

    async def _told(self, loss: Loss, user_ids: tuple[str, ...]) -> tuple[LossState, tuple[str, ...]]:
        message = AppMessage(
            user_ids,
            title_of(loss),
            words_of(loss),
            f"{self._sidebar_url}?contact={loss.pair.contact_id}",
            f"loss:{loss.id}",
        )
        try:
            unreached = await self._app.tell(message)
        except WecomRefused as refused:
            log.error("nobody was told of a loss", loss=str(loss.id), words=refused.text)
            return "refused", ()
        reached = tuple(one for one in user_ids if one not in unreached)
        return ("told" if reached else "unreachable"), reached

    async def rules(self, actor: Actor) -> RuleBook[LossRules]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._books.current(tx, "losses", LossRules())

    async def change_rules(self, actor: Actor, rules: LossRules, version: int) -> RuleBook[LossRules]:
        """Raises Invalid, LossRulesChanged."""
        actor.require(WRITE)
        if len(rules.supervisor_ids) > SUPERVISORS_MAX:
            raise Invalid(f"最多通知 {SUPERVISORS_MAX} 位主管", field="supervisorIds")
        book = RuleBook(rules, version + 1, self._clock.now(), actor.name)
        async with self._uow.begin() as tx:
            known = await self._books.current(tx, "losses", LossRules())
            if known.version != version or not await self._books.add(tx, "losses", book):
                raise LossRulesChanged
            await self._audit.record(tx, AuditEntry(actor, "community.loss_rules", "流失提醒", None, None, ""))
            return tx.answered(book)

    async def recent(self, actor: Actor) -> Sequence[LossView]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._store.recent(tx, SHOWN)


def title_of(loss: Loss) -> str:
    return "有客户删除了导购" if loss.by_contact else "有导购删除了客户"


def words_of(loss: Loss) -> str:
    at, since = (one.astimezone(_SHANGHAI) for one in (loss.at, loss.added_at))
    who = f"{loss.name} 删除了 {loss.guide_name}" if loss.by_contact else f"{loss.guide_name} 删除了 {loss.name}"
    return f"{who}\n时间：{at:%m-%d %H:%M}\n添加于：{since:%Y-%m-%d}"
