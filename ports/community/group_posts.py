"""The content calendar of groups 社群内容日历: what is said to which groups, when, and what came of it (G2)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.cards import CardWish
from ports.kernel import Job, Tx
from ports.outside.wecom_groups import SendResult

PostState = Literal["draft", "planned", "sending", "sent", "failed", "unknown", "cancelled"]
"""`sent`: every owner has it to confirm; `failed`: no owner has it; `unknown`: an answer was lost, a person decides."""
SendState = Literal["planned", "starting", "made", "failed", "unknown"]
"""Of one owner's message. `made`: WeCom has it, and the owner has to confirm it."""
PostChatState = Literal["waiting", "sent", "failed"]
TargetKind = Literal["all", "vip", "ordinary", "free", "chats"]
AttachmentKind = Literal["coupon", "review", "flash_sale", "group_buy", "product"]


class PostAttachment(Struct, frozen=True, rename="camel"):
    """What the post is about, for the plan. `ref`: the id of the coupon template, review, campaign or product."""

    kind: AttachmentKind
    ref: str | None


class PostTarget(Struct, frozen=True, rename="camel"):
    """Groups of a kind as they are when it is due, or, with `chats`, exactly these."""

    kind: TargetKind
    chat_ids: tuple[str, ...] = ()


class PostContent(Struct, frozen=True, rename="camel"):
    """`text` ≤ 4000 bytes of UTF-8. `picture_ids` of the media library, ≤ 8."""

    text: str
    picture_ids: tuple[UUID, ...]
    card: CardWish | None
    attachment: PostAttachment | None
    target: PostTarget


class GroupPost(Struct, frozen=True):
    id: UUID
    content: PostContent
    planned_at: datetime
    state: PostState
    version: int
    made_at: datetime
    made_by: str
    problem: str | None = None


class TargetChat(Struct, frozen=True):
    chat_id: str
    name: str
    owner: str


class PostSend(Struct, frozen=True):
    """The message of one owner. `started_at`: when WeCom was called last; None: never yet."""

    post_id: UUID
    owner: str
    state: SendState
    code: str
    message_id: str | None = None
    started_at: datetime | None = None
    confirmed_at: datetime | None = None
    reminded_at: datetime | None = None
    problem: str | None = None


class PostClash(Struct, frozen=True):
    """A group that has a post on the same day."""

    chat_name: str
    other_text: str


class SendGroupPost(Job, tag="community.send_group_post", frozen=True):
    """An owner's message is to be handed to WeCom."""

    post_id: UUID
    owner: str


class ReadGroupPost(Job, tag="community.read_group_post", frozen=True):
    """WeCom is asked whether the owner has confirmed, and which groups have it."""

    post_id: UUID
    owner: str


class FindGroupPost(Job, tag="community.find_group_post", frozen=True):
    """An answer was lost: WeCom's list is looked through."""

    post_id: UUID
    owner: str


class RemindOfGroupPost(Job, tag="community.remind_of_group_post", frozen=True):
    """The owner has not confirmed for an hour."""

    post_id: UUID
    owner: str


class GroupPostStore(Protocol):
    async def lock_plan(self, tx: Tx) -> None:
        """One planner at a time, to the end of the transaction: two must not give a group two posts of a day."""

    async def insert(self, tx: Tx, post: GroupPost) -> None: ...

    async def one(self, tx: Tx, post_id: UUID, *, lock: bool = False) -> GroupPost | None: ...

    async def save(self, tx: Tx, before: GroupPost, after: GroupPost) -> bool:
        """False: somebody has changed it since `before`."""

    async def chats(self, tx: Tx, target: PostTarget) -> tuple[TargetChat, ...]:
        """Groups that are not dismissed, now."""

    async def pictures(self, tx: Tx, picture_ids: Sequence[UUID]) -> dict[UUID, str]:
        """Their addresses in the shop's own store; who is not there is missing."""

    async def attachment_name(self, tx: Tx, attachment: PostAttachment) -> str | None:
        """None: there is no such thing."""

    async def clashes(
        self, tx: Tx, post: GroupPost, day: date, span: tuple[datetime, datetime]
    ) -> tuple[PostClash, ...]:
        """Its groups that another post is planned for, or was sent to, on the day. `span`: the two midnights."""

    async def due(self, tx: Tx, now: datetime, limit: int) -> tuple[GroupPost, ...]:
        """Planned for now or earlier; locked to the end of the transaction, others' are passed over."""

    async def take_chats(self, tx: Tx, post_id: UUID, chats: Sequence[TargetChat], day: date) -> tuple[str, ...]:
        """The chats it may be sent to: those that have no post of the day yet. They have one now."""

    async def insert_sends(self, tx: Tx, sends: Sequence[PostSend], now: datetime) -> None: ...


class PostSendStore(Protocol):
    async def one(self, tx: Tx, post_id: UUID, owner: str) -> tuple[PostSend, tuple[str, ...]] | None:
        """And its chats, in order."""

    async def all(self, tx: Tx, post_id: UUID) -> tuple[PostSend, ...]:
        """Locked, in order of owners."""

    async def start(self, tx: Tx, post_id: UUID, owner: str, now: datetime) -> bool:
        """Planned no more, but `starting`. False: somebody else was first, or it is not planned."""

    async def settle(self, tx: Tx, before: SendState, after: PostSend) -> bool:
        """False: it is not in the state `before` any more, or its message belongs to another."""

    async def failed_chats(self, tx: Tx, post_id: UUID, owner: str, chat_ids: Sequence[str] | None) -> None:
        """They do not get it, and may have another post today. None: all of the owner's."""

    async def lost(self, tx: Tx, before: datetime) -> tuple[UUID, ...]:
        """Posts with messages that are `starting` since before then, in order."""

    async def retake(self, tx: Tx, post_id: UUID, owner: str, day: date) -> int:
        """It is to be said again on this day: how many of the owner's groups may still have it then."""

    async def give_up(self, tx: Tx, post_id: UUID, before: datetime, problem: str) -> None:
        """Messages of the post that are `starting` since before then are `unknown`."""

    async def in_doubt(self, tx: Tx, looked_before: datetime, now: datetime) -> tuple[tuple[UUID, str], ...]:
        """Unknown ones not looked for since then; they are marked as looked for now."""

    async def to_read(self, tx: Tx, read_before: datetime, now: datetime) -> tuple[tuple[UUID, str], ...]:
        """Made ones with groups that wait; they are marked as read now."""

    async def to_remind(self, tx: Tx, made_before: datetime, now: datetime) -> tuple[tuple[UUID, str], ...]:
        """Made before then and not confirmed, nobody was reminded; they are marked as reminded now."""

    async def unsent(self, tx: Tx, before: datetime, now: datetime) -> tuple[tuple[UUID, str], ...]:
        """Planned ones that nobody has tried since then: their job was lost."""

    async def results(
        self, tx: Tx, key: tuple[UUID, str], confirmed_at: datetime | None, told: Sequence[SendResult]
    ) -> None:
        """Never undoes what was delivered."""
