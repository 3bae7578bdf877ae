"""Comparisons of groups at the operator's desk: begun, stopped, and what they have found."""

from domain.community.comparison import ComparisonRunning, NoComparison, WecomOff
from domain.community.contact_desk import GAPS_SHOWN, READ, RUNS_SHOWN, WRITE
from ports.community.chat_comparison import ChatComparisons
from ports.community.chat_views import ChatComparisonsState, ChatViews
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, UnitOfWork

WHAT = "企业微信群"


class ChatComparisonDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[ChatComparisons, ChatViews],
        audit: AuditApi,
        clock: Clock,
        *,
        is_on: bool,
    ) -> None:
        """`is_on`: the shop has papers of WeCom."""
        self._uow = uow
        self._runs, self._views = stores
        self._audit = audit
        self._clock = clock
        self._is_on = is_on

    async def state(self, actor: Actor) -> ChatComparisonsState:
        actor.require(READ)
        async with self._uow.reading() as tx:
            runs = await self._views.runs(tx, RUNS_SHOWN)
            return ChatComparisonsState(self._is_on, runs, await self._views.gaps(tx, GAPS_SHOWN))

    async def start(self, actor: Actor) -> None:
        """Workers go on with it. Raises ComparisonRunning, WecomOff."""
        actor.require(WRITE)
        if not self._is_on:
            raise WecomOff
        async with self._uow.begin() as tx:
            if not await self._runs.open(tx, self._clock.now(), actor.name):
                raise ComparisonRunning
            await self._audit.record(tx, AuditEntry(actor, "community.compare_groups", WHAT, None, None, ""))

    async def stop(self, actor: Actor) -> None:
        """At once: a step that is under way is undone. What was set right stays so. Raises NoComparison."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            if not await self._runs.stop(tx, self._clock.now()):
                raise NoComparison
            entry = AuditEntry(actor, "community.stop_group_comparison", WHAT, None, None, "")
            await self._audit.record(tx, entry)
