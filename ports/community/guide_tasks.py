"""Tasks of guides 待办: what somebody has to do for a customer or a group, and by when (G3, G4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import DomainError, Page, Tx

GuideTaskKind = Literal["follow_up", "invite_to_group", "confirm_post", "welcome_back", "hand_over", "free"]
GuideTaskState = Literal["open", "done", "cancelled"]
TaskShelf = Literal["open", "done"]


class NewGuideTask(Struct, frozen=True):
    """`cause` is its natural key: the same cause is the same task, however often it is assigned.

    `guide` is a WeCom user id. It is about one contact, one chat, or neither. `due_at`: the guide is told then, once.
    `link` leads to what is to be done: a page of the sidebar, such as `/chats/<chat id>`; empty where there is none.
    """

    cause: str
    kind: GuideTaskKind
    guide: str
    title: str
    text: str
    due_at: datetime
    contact_id: str | None = None
    chat_id: str | None = None
    link: str = ""


class GuideTask(Struct, frozen=True):
    """`result`: what the guide wrote when it was done."""

    id: UUID
    new: NewGuideTask
    state: GuideTaskState
    made_at: datetime
    due_at: datetime
    ended_at: datetime | None = None
    result: str = ""
    told_at: datetime | None = None


class GuideTasks(Protocol):
    """What other parts ask for: within the asker's own transaction."""

    async def assign(self, tx: Tx, new: NewGuideTask) -> GuideTask:
        """The task of this cause as it stands now; a new one, if there was none."""

    async def finish(self, tx: Tx, cause: str, result: str = "") -> bool:
        """What was asked for has happened. False: there is no such task, or it has ended before."""

    async def cancel(self, tx: Tx, cause: str) -> bool:
        """It is not wanted any more. False: there is no such task, or it has ended before."""


class GuideTaskNotFound(DomainError):
    code = "community.task_not_found"
    kind = "not_found"
    message = "这个待办不存在，或不是您的"


class GuideTaskEnded(DomainError):
    code = "community.task_ended"
    message = "这个待办已经结束"


class TaskContact(Struct, frozen=True, rename="camel"):
    contact_id: str
    name: str
    remark: str
    avatar_url: str | None


class GuideTaskView(Struct, frozen=True, rename="camel"):
    """As its guide sees it."""

    id: UUID
    kind: GuideTaskKind
    title: str
    text: str
    state: GuideTaskState
    due_at: datetime
    is_overdue: bool
    made_at: datetime
    ended_at: datetime | None
    result: str
    contact: TaskContact | None
    chat_id: str | None
    link: str


class TaskQuery(Struct, frozen=True):
    """`contact_id` None: of everybody."""

    guide: str
    shelf: TaskShelf
    contact_id: str | None = None


class GuideTaskStore(Protocol):
    async def insert(self, tx: Tx, task: GuideTask) -> bool:
        """False: there is one of this cause."""

    async def by_cause(self, tx: Tx, cause: str) -> GuideTask: ...

    async def lock(self, tx: Tx, guide: str, task_id: UUID) -> GuideTask | None:
        """None: there is none of this guide."""

    async def save(self, tx: Tx, task: GuideTask) -> None: ...

    async def end(self, tx: Tx, cause: str, ended: tuple[GuideTaskState, datetime, str]) -> bool:
        """State, moment and result. False: it is not open."""

    async def hand_over(self, tx: Tx, contact_id: str, guides: tuple[str, str]) -> int:
        """Open tasks about a contact go from one guide to another: how many."""

    async def page(self, tx: Tx, query: TaskQuery, now: datetime, page: tuple[str | None, int]) -> Page[GuideTaskView]:
        """Open: what is due first in front. Done: the latest first."""

    async def claim_due(self, tx: Tx, now: datetime, limit: int) -> Sequence[GuideTask]:
        """Open ones whose guide is to be told now; they are marked as told."""
