"""Tasks: what members claim, and what events report (M4)."""

from datetime import datetime

from domain.members.shanghai_days import day_of
from domain.members.task_rules import (
    NONE_DONE,
    TaskChanged,
    TaskNotDone,
    TaskNotFound,
    TaskUsedUp,
    check,
    is_used_up,
    limit_text,
    view,
)
from ports.commerce.api import OrderCompleted
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, MemberId, Tx, UnitOfWork
from ports.members.growth import GrowthLedger
from ports.members.play import PlayMembers
from ports.members.points import Earning, PointsLedger
from ports.members.tasks import (
    PROOFS,
    AdminTask,
    AdminTasks,
    TaskClaim,
    TaskDoneRow,
    TaskKind,
    TaskPage,
    TaskRow,
    TaskStore,
)

READ, WRITE = "members.read", "members.write"


class TaskDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[PlayMembers, TaskStore],
        books: tuple[PointsLedger, GrowthLedger],
        audit: AuditApi,
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._members, self._store = stores
        (self._ledger, self._growth), self._audit = books, audit
        self._clock = clock

    async def page(self, member_id: MemberId) -> TaskPage:
        async with self._uow.reading() as tx:
            return await self._page(tx, await self._members.now_is(tx, member_id), self._clock.now())

    async def claim(self, member_id: MemberId, code: str, client_key: str) -> TaskClaim:
        """Points for what the member says, or our rows show, has been done; one `client_key` is one claim.

        Raises TaskNotFound, TaskNotDone, TaskUsedUp.
        """
        now = self._clock.now()
        async with self._uow.begin() as tx:
            who = await self._members.hold(tx, member_id)
            task = await self._store.one(tx, code)
            if task is None or not task.is_enabled:
                raise TaskNotFound
            proof = PROOFS[task.kind]
            done = _done(task, who, f"claim:{client_key}" if proof == "word" else task.kind, now)
            if await self._store.is_done(tx, done):
                return tx.answered(TaskClaim(False, task.points, "已经领取过了", await self._page(tx, who, now)))
            if proof == "report":
                raise TaskNotDone("完成后积分会自动到账，不用领取")
            if proof == "state" and task.kind not in await self._store.shown_by_state(tx, who):
                raise TaskNotDone
            if not await self._book(tx, task, done):
                raise TaskUsedUp(f"这个任务{limit_text(task)}，已经用完了")
            text = f"获得 {task.points} 积分"
            return tx.answered(TaskClaim(True, task.points, text, await self._page(tx, who, now)))

    async def reported(self, tx: Tx, member_id: MemberId, kind: TaskKind, cause: str) -> int:
        """For reactions: the member did something of this kind; the points booked for it, 0 when it counts no more.

        `cause` is its natural key (`review:<id>`): told twice it counts once. What is over the limit counts nothing.
        """
        who, now = await self._members.hold(tx, member_id), self._clock.now()
        booked = 0
        for task in await self._store.all(tx):
            done = _done(task, who, cause, now)
            if task.kind == kind and task.is_enabled and not await self._store.is_done(tx, done):
                booked += task.points if await self._book(tx, task, done) else 0
        return booked

    async def on_order_completed(self, tx: Tx, event: OrderCompleted) -> None:
        """The first one that kept anything; a later refund does not ask for the points back."""
        if event.kept_fen > 0:
            await self.reported(tx, event.member_id, "first_order", "first_order")

    async def _book(self, tx: Tx, task: TaskRow, done: TaskDoneRow) -> bool:
        """False: its limit is used up. The member is held, so that nobody counts beside us."""
        counts = await self._store.counts(tx, done.member_id, done.day)
        if is_used_up(task, counts.get(task.code, NONE_DONE)):
            return False
        added = await self._store.add(tx, done)
        assert added, "the member was held, and this cause had not counted"
        key = f"task:{task.code}:{done.member_id}:{done.cause}"
        if task.kind == "share":
            await self._growth.interacted(tx, done.member_id, ("share", key), self._clock.now())
        await self._ledger.earn(tx, Earning(key, done.member_id, task.points, "task", f"任务：{task.title}"))
        return True

    async def _page(self, tx: Tx, who: MemberId, now: datetime) -> TaskPage:
        counts = await self._store.counts(tx, who, day_of(now))
        shown = await self._store.shown_by_state(tx, who)
        views = [
            view(task, counts.get(task.code, NONE_DONE), task.kind in shown)
            for task in await self._store.all(tx)
            if task.is_enabled
        ]
        return TaskPage(views, await self._ledger.available(tx, who))

    async def all(self, actor: Actor) -> AdminTasks:
        actor.require(READ)
        async with self._uow.reading() as tx:
            figures = await self._store.figures(tx)
            return AdminTasks([_admin(task, figures.get(task.code, (0, 0))) for task in await self._store.all(tx)])

    async def put(self, actor: Actor, task: TaskRow) -> AdminTask:
        """A new one (`version` 0), or in place of the one of that version. Raises Invalid, TaskChanged."""
        actor.require(WRITE)
        check(task)
        async with self._uow.begin() as tx:
            if not await self._store.put(tx, task):
                raise TaskChanged
            after = await self._store.one(tx, task.code)
            assert after is not None
            detail = f"{after.points} 积分，{limit_text(after)}，{'启用' if after.is_enabled else '停用'}"
            await self._audit.record(tx, AuditEntry(actor, "members.task_change", after.title, None, None, detail))
            figures = await self._store.figures(tx)
            return tx.answered(_admin(after, figures.get(task.code, (0, 0))))


def _done(task: TaskRow, who: MemberId, cause: str, now: datetime) -> TaskDoneRow:
    return TaskDoneRow(task.code, who, cause, task.points, day_of(now), now)


def _admin(task: TaskRow, figures: tuple[int, int]) -> AdminTask:
    return AdminTask(
        code=task.code,
        title=task.title,
        words=task.words,
        kind=task.kind,
        points=task.points,
        limit_kind=task.limit_kind,
        limit_count=task.limit_count,
        is_enabled=task.is_enabled,
        sort=task.sort,
        version=task.version,
        is_on_trust=PROOFS[task.kind] == "word",
        done_count=figures[0],
        member_count=figures[1],
    )
