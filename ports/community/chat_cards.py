"""What a guide sees beside a group (G2, G3), ready to encode."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.sidebar import SidebarProduct
from ports.kernel import Tx


class ChatKnown(Struct, frozen=True, rename="camel"):
    """A member of a group whom the shop knows. `is_mine`: also a contact of this guide, whose page may be opened."""

    contact_id: str
    name: str
    avatar_url: str | None
    level_name: str | None
    is_mine: bool


class LevelShare(Struct, frozen=True, rename="camel"):
    level_name: str
    members: int


class ChatViewed(Struct, frozen=True, rename="camel"):
    """Looked at by members of the group within 30 minutes."""

    product: SidebarProduct
    viewers: int
    last_at: datetime


class ChatPost(Struct, frozen=True, rename="camel"):
    id: UUID
    title: str
    due_at: datetime
    state: str


class ChatCard(Struct, frozen=True, rename="camel"):
    chat_id: str
    name: str
    owner_name: str
    members: int
    known: tuple[ChatKnown, ...]
    levels: tuple[LevelShare, ...]
    viewed: tuple[ChatViewed, ...]
    posts: tuple[ChatPost, ...]


class ChatCardReads(Protocol):
    async def card(self, tx: Tx, guide: str, chat_id: str, since: datetime) -> ChatCard | None:
        """`since`: views from then on count as now. None: the guide is not in the group, or it was dismissed."""
