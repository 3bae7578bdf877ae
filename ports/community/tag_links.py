"""Tags of members that are tags of WeCom as well, one way or the other (M6).

`to_wecom`: the shop is right, and what a guide changes of this tag in WeCom is set back. `from_wecom`: WeCom is right,
and the tag of the shop is one that is given by hand. Only members who are contacts are looked at.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.store import Pair
from ports.kernel import Job, MemberId, Tx

Direction = Literal["to_wecom", "from_wecom"]
LinkState = Literal["making", "active", "failed"]


class TagLink(Struct, frozen=True):
    """`name` is that of the shop's tag when it was linked. `group_name`: WeCom's, of a tag that goes there."""

    id: UUID
    shop_tag_id: int
    name: str
    direction: Direction
    group_name: str
    wecom_tag_id: str | None
    state: LinkState
    problem: str | None
    made_at: datetime
    made_by: str


class TagLinkView(Struct, frozen=True, rename="camel"):
    """`differing`: pairs (members, from WeCom) that are not yet as they should be; they follow by themselves."""

    id: UUID
    shop_tag_id: int
    name: str
    direction: Direction
    group_name: str
    wecom_tag_name: str | None
    state: LinkState
    problem: str | None
    made_at: datetime
    made_by: str
    differing: int


class Push(Struct, frozen=True):
    """What WeCom has to change of a pair: its ids of tags."""

    pair: Pair
    add: tuple[str, ...]
    remove: tuple[str, ...]


class Pull(Struct, frozen=True):
    """What the shop has to change of a member."""

    link_id: UUID
    member_id: MemberId
    shop_tag_id: int
    has: bool


class MakeTagLink(Job, tag="community.make_tag_link", frozen=True):
    """WeCom has to have the tag."""

    link_id: UUID


class PushTags(Job, tag="community.push_tags", frozen=True):
    user_id: str
    contact_id: str
    add: tuple[str, ...]
    remove: tuple[str, ...]


class TagLinkStore(Protocol):
    async def insert(self, tx: Tx, link: TagLink) -> bool:
        """False: one of the two tags is linked already."""

    async def one(self, tx: Tx, link_id: UUID) -> TagLink | None: ...

    async def save(self, tx: Tx, link: TagLink) -> bool:
        """State, problem and WeCom's id. False: the tag of WeCom is another link's."""

    async def delete(self, tx: Tx, link_id: UUID) -> None: ...

    async def all(self, tx: Tx) -> tuple[TagLinkView, ...]: ...

    async def is_needed(self, tx: Tx, direction: Direction) -> bool:
        """Whether any link goes this way: looking for differences reads all contacts."""

    async def pushes(self, tx: Tx, now: datetime, again_before: datetime, limit: int) -> tuple[Push, ...]:
        """Of pairs that were not tried since `again_before`; from now on they are tried."""

    async def pulls(self, tx: Tx, limit: int) -> tuple[Pull, ...]: ...

    async def tags_of_wecom(self, tx: Tx, tag_ids: Sequence[str]) -> frozenset[str]:
        """Those that WeCom has, as far as the mirror knows."""
