"""Tasks of guides: assigned by whatever finds something to do, and by the guide; the guide is told when one is due."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from domain.community.guide_access import Place
from domain.community.guide_contacts import whose
from ports.community.guide_tasks import (
    GuideTask,
    GuideTaskEnded,
    GuideTaskNotFound,
    GuideTaskStore,
    GuideTaskView,
    NewGuideTask,
    TaskContact,
    TaskQuery,
)
from ports.community.jobs import TellGuideTask
from ports.community.sidebar_store import SidebarViews, Whose
from ports.kernel import Clock, Ids, Invalid, Page, Tx, UnitOfWork
from ports.outside.wecom_app import AppMessage, WecomApp

AHEAD_MAX = timedelta(days=366)
CLAIM_MAX = 100
LATE = timedelta(minutes=5)
"""A reminder set for "now" takes a while to be typed."""


class GuideTaskBook:
    """Implements `ports.community.guide_tasks.GuideTasks`."""

    def __init__(self, store: GuideTaskStore, system: tuple[Clock, Ids]) -> None:
        self._store = store
        self._clock, self._ids = system

    async def assign(self, tx: Tx, new: NewGuideTask) -> GuideTask:
        task = GuideTask(self._ids.new(), new, "open", self._clock.now(), new.due_at)
        return task if await self._store.insert(tx, task) else await self._store.by_cause(tx, new.cause)

    async def finish(self, tx: Tx, cause: str, result: str = "") -> bool:
        return await self._store.end(tx, cause, ("done", self._clock.now(), result))

    async def cancel(self, tx: Tx, cause: str) -> bool:
        return await self._store.end(tx, cause, ("cancelled", self._clock.now(), ""))


class GuideTaskDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GuideTaskStore, SidebarViews],
        book: GuideTaskBook,
        outside: tuple[WecomApp, Place],
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._book = book
        self._app, self._place = outside
        self._clock, self._ids = system

    async def page(self, query: TaskQuery, page: tuple[str | None, int]) -> Page[GuideTaskView]:
        """Raises ContactNotYours."""
        async with self._uow.reading() as tx:
            if query.contact_id is not None:
                await whose(self._views, tx, query.guide, query.contact_id)
            return await self._store.page(tx, query, self._clock.now(), page)

    async def add(self, guide: str, contact_id: str, given: tuple[str, str, datetime]) -> GuideTaskView:
        """`given`: title, text, and when to be told. Raises ContactNotYours, Invalid."""
        title, text, due_at = given[0].strip(), given[1].strip(), given[2]
        if not title:
            raise Invalid("请写下要做什么", field="title")
        self._check_due(due_at)
        async with self._uow.begin() as tx:
            about = await whose(self._views, tx, guide, contact_id)
            cause = f"guide:{self._ids.new()}"
            new = NewGuideTask(cause, "follow_up", guide, title, text, due_at, contact_id=contact_id)
            task = await self._book.assign(tx, new)
            return tx.answered(self._shown(task, about))

    async def done(self, guide: str, task_id: UUID, result: str) -> GuideTaskView:
        """Raises GuideTaskNotFound, GuideTaskEnded."""
        async with self._uow.begin() as tx:
            task = await self._open(tx, guide, task_id)
            after = replace(task, state="done", ended_at=self._clock.now(), result=result.strip())
            await self._store.save(tx, after)
            return tx.answered(await self._view(tx, after))

    async def snooze(self, guide: str, task_id: UUID, due_at: datetime) -> GuideTaskView:
        """The guide is told again then. Raises GuideTaskNotFound, GuideTaskEnded, Invalid."""
        self._check_due(due_at)
        async with self._uow.begin() as tx:
            task = await self._open(tx, guide, task_id)
            after = replace(task, due_at=due_at, told_at=None)
            await self._store.save(tx, after)
            return tx.answered(await self._view(tx, after))

    async def tell_due(self) -> int:
        """Sweep: guides whose tasks are due are told, once for each time that it is due."""
        async with self._uow.begin() as tx:
            due = await self._store.claim_due(tx, self._clock.now(), CLAIM_MAX)
            if self._place.corp_id:
                for task in due:
                    tx.enqueue(TellGuideTask(task.id, task.new.guide, task.new.title, task.new.text, task.due_at))
        return len(due)

    async def on_tell(self, job: TellGuideTask) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again, and WeCom passes over what it had."""
        key = f"task:{job.task_id}:{int(job.due_at.timestamp())}"
        url = f"{self._place.public_url}/sidebar/?task={job.task_id}"
        await self._app.tell(AppMessage((job.guide,), f"待办：{job.title}", job.text or "点开查看", url, key))

    async def _open(self, tx: Tx, guide: str, task_id: UUID) -> GuideTask:
        task = await self._store.lock(tx, guide, task_id)
        if task is None:
            raise GuideTaskNotFound
        if task.state != "open":
            raise GuideTaskEnded
        return task

    def _check_due(self, due_at: datetime) -> None:
        now = self._clock.now()
        if due_at < now - LATE:
            raise Invalid("提醒时间已经过去，请重新选择", field="dueAt")
        if due_at > now + AHEAD_MAX:
            raise Invalid("提醒时间请选在一年以内", field="dueAt")

    async def _view(self, tx: Tx, task: GuideTask) -> GuideTaskView:
        contact_id = task.new.contact_id
        return self._shown(task, await self._views.whose(tx, task.new.guide, contact_id) if contact_id else None)

    def _shown(self, task: GuideTask, about: Whose | None) -> GuideTaskView:
        contact = TaskContact(about.contact_id, about.name, about.remark, about.avatar_url) if about else None
        return GuideTaskView(
            id=task.id,
            kind=task.new.kind,
            title=task.new.title,
            text=task.new.text,
            state=task.state,
            due_at=task.due_at,
            is_overdue=task.state == "open" and task.due_at < self._clock.now(),
            made_at=task.made_at,
            ended_at=task.ended_at,
            result=task.result,
            contact=contact,
            chat_id=task.new.chat_id,
            link=task.new.link,
        )
