"""The content calendar of groups 社群内容日历: what is said to which groups, when, and what came of it (G2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.cards import CardWish
from ports.community.post_rules import PostRoom
from ports.kernel import Job, Tx
from ports.outside.wecom_groups import SendResult

PostState = Literal["draft", "planned", "sending", "sent", "failed", "unknown", "cancelled", "withdrawn"]
"""`sent`: every owner has it to confirm; `failed`: no owner has it; `unknown`: an answer was lost, a person decides.

`withdrawn`: it was handed over and taken back before anybody confirmed.
"""
SendState = Literal["planned", "starting", "made", "failed", "unknown", "withdrawing", "withdrawn"]
"""Of one message. `made`: WeCom has it, and the owner has to confirm it. `withdrawing`: WeCom is to take it back."""
PostChatState = Literal["waiting", "sent", "failed", "withdrawn"]
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
    """`text` ≤ 4000 bytes of UTF-8. `picture_ids` of the media library, ≤ 8.

    `by_chat`: a message for each group, so that what comes of each is known; its owner confirms each of them.
    """

    text: str
    picture_ids: tuple[UUID, ...]
    card: CardWish | None
    attachment: PostAttachment | None
    target: PostTarget
    by_chat: bool = False


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


class SendKey(Struct, frozen=True):
    """Which message of a post: to all groups of an owner, or, with `chat_id`, to this one of them."""

    post_id: UUID
    owner: str
    chat_id: str = ""


class PostSend(Struct, frozen=True):
    """A message. `code` of its touch. `started_at`: when WeCom was called last; None: never yet."""

    key: SendKey
    state: SendState
    code: str
    message_id: str | None = None
    started_at: datetime | None = None
    confirmed_at: datetime | None = None
    reminded_at: datetime | None = None
    problem: str | None = None


class SendGroupPost(Job, tag="community.send_group_post", frozen=True):
    """An owner's message is to be handed to WeCom."""

    post_id: UUID
    owner: str
    chat_id: str = ""


class ReadGroupPost(Job, tag="community.read_group_post", frozen=True):
    """WeCom is asked whether the owner has confirmed, and which groups have it."""

    post_id: UUID
    owner: str
    chat_id: str = ""


class FindGroupPost(Job, tag="community.find_group_post", frozen=True):
    """An answer was lost: WeCom's list is looked through."""

    post_id: UUID
    owner: str
    chat_id: str = ""


class RemindOfGroupPost(Job, tag="community.remind_of_group_post", frozen=True):
    """The owner has not confirmed for an hour."""

    post_id: UUID
    owner: str
    chat_id: str = ""


class WithdrawGroupPost(Job, tag="community.withdraw_group_post", frozen=True):
    """WeCom is to take a message back that its owner has not confirmed."""

    post_id: UUID
    owner: str
    chat_id: str = ""


PostJob = SendGroupPost | ReadGroupPost | FindGroupPost | RemindOfGroupPost | WithdrawGroupPost


def key_of(job: PostJob) -> SendKey:
    return SendKey(job.post_id, job.owner, job.chat_id)


class GroupPostStore(Protocol):
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

    async def due(self, tx: Tx, now: datetime, limit: int) -> tuple[GroupPost, ...]:
        """Planned for now or earlier; locked to the end of the transaction, others' are passed over."""

    async def take_chats(self, tx: Tx, post: GroupPost, chats: Sequence[TargetChat], room: PostRoom) -> tuple[str, ...]:
        """The chats that have room for it, and do not get the same words that day. It has been taken now."""

    async def insert_sends(self, tx: Tx, sends: Sequence[PostSend], now: datetime) -> None: ...


class PostSendStore(Protocol):
    async def one(self, tx: Tx, key: SendKey) -> tuple[PostSend, tuple[str, ...]] | None:
        """And the chats that it is to reach or has reached, in order."""

    async def all(self, tx: Tx, post_id: UUID) -> tuple[PostSend, ...]:
        """Locked, in order of owners and chats."""

    async def start(self, tx: Tx, key: SendKey, now: datetime, alike_since: datetime) -> bool:
        """Planned no more, but `starting`.

        False: somebody else was first, it is not planned, or it has to wait: a message of the same words to one of the
        same groups was started since `alike_since`, and nobody knows yet which of WeCom's messages that one is.
        """

    async def known(self, tx: Tx, message_ids: Sequence[str]) -> frozenset[str]:
        """Those that belong to some message of ours."""

    async def settle(self, tx: Tx, before: SendState, after: PostSend) -> bool:
        """False: it is not in the state `before` any more, or its message belongs to another."""

    async def end_chats(self, tx: Tx, key: SendKey, state: PostChatState, chat_ids: Sequence[str] | None) -> None:
        """Those that wait do not get it, and have their room back. None: all of the message's."""

    async def retake(self, tx: Tx, key: SendKey, room: PostRoom) -> int:
        """It is to be said again on the room's day: how many of its groups have room for it."""

    async def lost(self, tx: Tx, before: datetime) -> tuple[UUID, ...]:
        """Posts with messages that are `starting` since before then, in order."""

    async def give_up(self, tx: Tx, post_id: UUID, before: datetime, problem: str) -> None:
        """Messages of the post that are `starting` since before then are `unknown`."""

    async def in_doubt(self, tx: Tx, looked_before: datetime, now: datetime) -> tuple[SendKey, ...]:
        """Unknown ones not looked for since then; they are marked as looked for now."""

    async def to_read(self, tx: Tx, read_before: datetime, now: datetime) -> tuple[SendKey, ...]:
        """Made ones with groups that wait; they are marked as read now."""

    async def to_remind(self, tx: Tx, made_before: datetime, now: datetime) -> tuple[SendKey, ...]:
        """Made before then and not confirmed, nobody was reminded; they are marked as reminded now.

        One for each owner and post: an owner is not told of each group.
        """

    async def stale(self, tx: Tx, before: datetime, limit: int) -> tuple[SendKey, ...]:
        """Made before then and not confirmed, whose owners still have an open task."""

    async def unsent(self, tx: Tx, before: datetime, now: datetime) -> tuple[SendKey, ...]:
        """Planned ones that nobody has tried since then: their job was lost, or they had to wait."""

    async def to_withdraw(self, tx: Tx, before: datetime, now: datetime) -> tuple[SendKey, ...]:
        """Those being taken back that nobody has tried since then: their job was lost."""

    async def results(self, tx: Tx, key: SendKey, confirmed_at: datetime | None, told: Sequence[SendResult]) -> None:
        """Never undoes what was delivered."""
