"""What operators see of the content calendar, ready to encode."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.group_posts import PostChatState, PostContent, PostState, SendState
from ports.community.touches import TouchResult
from ports.kernel import Fen, Tx


class PostSendView(Struct, frozen=True, rename="camel"):
    """`chat_id` and `chat_name` are empty for a message to all groups of the owner. `is_found`: WeCom's id is known."""

    owner: str
    chat_id: str
    guide_name: str
    chat_name: str
    state: SendState
    is_found: bool
    chats: int
    delivered: int
    confirmed_at: datetime | None
    reminded_at: datetime | None
    problem: str | None


class PostChatView(Struct, frozen=True, rename="camel"):
    """`result` is None where the message went to several groups: nobody knows from which of them a customer came."""

    chat_id: str
    name: str
    owner: str
    state: PostChatState
    sent_at: datetime | None
    result: TouchResult | None


class GroupPostView(Struct, frozen=True, rename="camel"):
    """`chats` and `delivered` are groups; `owners` and `confirmed` messages that owners confirm."""

    id: UUID
    content: PostContent
    planned_at: datetime
    state: PostState
    version: int
    made_at: datetime
    made_by: str
    problem: str | None
    picture_urls: tuple[str, ...]
    card_title: str | None
    card_picture_url: str | None
    attachment_name: str | None
    chats: int
    delivered: int
    owners: int
    confirmed: int


class PostOrderView(Struct, frozen=True, rename="camel"):
    """An order that came of the post. `number`: its last six digits, for whoever may not see orders."""

    number: str
    title: str
    guide_name: str
    paid_at: datetime
    kept_fen: Fen


class GroupPostDetail(Struct, frozen=True, rename="camel"):
    """`orders`: the newest 20."""

    post: GroupPostView
    sends: tuple[PostSendView, ...]
    chats: tuple[PostChatView, ...]
    result: TouchResult
    orders: tuple[PostOrderView, ...]


class ChatChoice(Struct, frozen=True, rename="camel"):
    """A group that a post or a join code may be for."""

    chat_id: str
    name: str
    kind: str
    owner: str
    owner_name: str
    members: int


class PostInDoubt(Struct, frozen=True, rename="camel"):
    """A post whose outcome a person has to find out."""

    id: UUID
    text: str
    planned_at: datetime


class GroupPostReads(Protocol):
    async def in_doubt(self, tx: Tx) -> tuple[PostInDoubt, ...]:
        """The oldest 50, of any week."""

    async def between(self, tx: Tx, start: datetime, end: datetime) -> tuple[GroupPostView, ...]:
        """Planned for then, in order; cancelled ones too."""

    async def one(self, tx: Tx, post_id: UUID) -> GroupPostDetail | None: ...

    async def chats(self, tx: Tx) -> tuple[ChatChoice, ...]:
        """All that are not dismissed, by name."""
