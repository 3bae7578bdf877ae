"""WeCom's moments 朋友圈 of the corporation, which guides have to publish themselves (C.10)."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct


class MomentLink(Struct, frozen=True):
    """`picture`: bytes of its cover (JPEG or PNG)."""

    title: str
    url: str
    picture: bytes


class Moment(Struct, frozen=True):
    """A text with up to nine pictures, or with one link; shown to customers of `senders` who have one of the tags.

    No tags: to all of them. Pictures are bytes (JPEG or PNG).
    """

    text: str
    senders: tuple[str, ...]
    pictures: tuple[bytes, ...] = ()
    link: MomentLink | None = None
    tag_ids: tuple[str, ...] = ()


class MomentJob(Struct, frozen=True):
    """What WeCom has made of a call. `errcode` not 0: it was refused after all, in `words`.

    `moment_id` is None while it is under way, and of one that was refused. `left_out`: senders who do not get it.
    """

    is_done: bool
    moment_id: str | None = None
    errcode: int = 0
    words: str = ""
    left_out: tuple[str, ...] = ()


class ListedMoment(Struct, frozen=True):
    """As the corporation's list tells it: how one finds a call whose answer was lost. `url` of its link, or empty."""

    moment_id: str
    made_at: datetime
    text: str
    url: str


class MomentTask(Struct, frozen=True):
    """WeCom does not tell when somebody has published."""

    user_id: str
    is_published: bool


class WecomMoments(Protocol):
    async def add(self, moment: Moment) -> str:
        """The id of WeCom's job. No idempotency key: an answer that was lost is looked for, never repeated blindly.

        Raises Invalid for what WeCom would take for something else.
        """

    async def job(self, job_id: str) -> MomentJob:
        """Raises WecomRefused."""

    async def between(self, start: datetime, end: datetime) -> tuple[ListedMoment, ...]:
        """Those that the corporation made, not the guides' own. Raises Invalid for more than 30 days."""

    async def tasks(self, moment_id: str) -> tuple[MomentTask, ...]:
        """Raises WecomRefused; 41079 directly after it was made says: later."""

    async def reached(self, moment_id: str, user_id: str) -> int:
        """How many customers see it of this guide, who has published."""

    async def cancel(self, moment_id: str) -> None:
        """Nobody can publish it any more; what is published stays. May be repeated."""
