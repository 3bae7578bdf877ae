"""The full comparison of groups: every group that WeCom lists is read, and every other one that the shop knows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.community.store import GapKind
from ports.kernel import Tx

SYSTEM = "系统"
"""Begins one an hour."""
ChatRunState = Literal["running", "stopped", "done"]


class ChatRun(Struct, frozen=True):
    """`owners`: only where WeCom wants to know whose groups (81017), in parts; `place` counts those that are done.

    `waiting` are groups of the present page that are still to be read, with their `states`. `is_listed`: all pages
    have been asked for, and what waits is what no page has told. `step` grows with each saving.
    `problem`: why it was stopped, in Chinese; None when it was an operator, or it was not. `by`: who began it.
    """

    number: int
    state: ChatRunState
    step: int
    started_at: datetime
    owners: tuple[str, ...] = ()
    place: int = 0
    cursor: str | None = None
    is_listed: bool = False
    waiting: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    resume_at: datetime | None = None
    calls: int = 0
    groups: int = 0
    missing: int = 0
    extra: int = 0
    different: int = 0
    finished_at: datetime | None = None
    problem: str | None = None
    by: str = SYSTEM


class ChatGap(Struct, frozen=True):
    """What the mirror had wrong of a group, and what was done about it: `detail`, in Chinese."""

    chat_id: str
    kind: GapKind
    detail: str


class ChatComparisons(Protocol):
    async def open(self, tx: Tx, now: datetime, by: str = SYSTEM) -> bool:
        """False: one is under way."""

    async def last(self, tx: Tx) -> ChatRun | None: ...

    async def lease(self, tx: Tx, now: datetime, until: datetime) -> ChatRun | None:
        """The run that is under way and that nobody works at; None: there is none, or it waits."""

    async def save(self, tx: Tx, after: ChatRun) -> bool:
        """One step on from `after.step`. False: somebody else has gone on meanwhile."""

    async def stop(self, tx: Tx, now: datetime) -> bool:
        """Who works at it finds out when saving. False: none is under way."""

    async def note(self, tx: Tx, number: int, gaps: Sequence[ChatGap]) -> None:
        """For operators to read, the first thousand. What the very first comparison finds is no gap."""

    async def release(self, tx: Tx, number: int) -> None: ...

    async def mark_seen(self, tx: Tx, number: int, chat_ids: Sequence[str]) -> None: ...

    async def unseen(self, tx: Tx, run: ChatRun, limit: int) -> tuple[str, ...]:
        """Groups that are not dismissed, that the run has not seen, and that were read last before it began."""
