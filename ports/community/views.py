"""What operators see of the mirror, ready to encode."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.store import EndedBy, GapKind, RunState
from ports.kernel import MemberId, Page, Tx
from ports.outside.wecom_app import Budget

FollowState = Literal["active", "lost", "deleted"]
"""`lost`: the contact has deleted the guide; `deleted`: it ended in another way."""


class RunView(Struct, frozen=True, rename="camel"):
    """`guides_done` of `guides`: how far it came. `resume_at`: WeCom's limits let it go on then.

    `problem`: what WeCom refused, when that has stopped it.
    """

    id: UUID
    state: RunState
    by: str
    started_at: datetime
    finished_at: datetime | None
    resume_at: datetime | None
    guides: int
    guides_done: int
    calls: int
    pairs: int
    missing: int
    extra: int
    different: int
    problem: str | None


class GapView(Struct, frozen=True, rename="camel"):
    kind: GapKind
    guide_name: str
    contact_name: str
    detail: str


class MirrorCounts(Struct, frozen=True, rename="camel"):
    """`contacts` whom somebody follows; of them `with_unionid`, and `with_shop` who have been in the mini-program."""

    guides: int
    contacts: int
    pairs: int
    with_unionid: int
    with_shop: int
    lost_in_week: int


class MirrorState(Struct, frozen=True, rename="camel"):
    """`is_on`: the shop has papers of WeCom. The first of `runs` is the latest; `gaps` are of the last that ended."""

    is_on: bool
    counts: MirrorCounts
    runs: tuple[RunView, ...]
    gaps: tuple[GapView, ...]
    budgets: tuple[Budget, ...]


class GuideView(Struct, frozen=True, rename="camel"):
    user_id: str
    name: str
    is_active: bool
    has_contacts: bool
    contacts: int


class CorpTagView(Struct, frozen=True, rename="camel"):
    tag_id: str
    name: str
    group_name: str
    contacts: int


class ContactFilter(Struct, frozen=True):
    query: str | None = None
    user_id: str | None = None
    tag_id: str | None = None
    state: FollowState | None = None


class ContactRowView(Struct, frozen=True, rename="camel"):
    """A pair of guide and contact. `level_name` of the member; None: has never been in the mini-program."""

    user_id: str
    guide_name: str
    contact_id: str
    name: str
    avatar_url: str | None
    remark: str
    tags: tuple[str, ...]
    added_at: datetime
    add_way: int
    state: FollowState
    ended_at: datetime | None
    member_id: MemberId | None
    level_name: str | None


class FollowView(Struct, frozen=True, rename="camel"):
    """`phones` masked."""

    user_id: str
    guide_name: str
    remark: str
    description: str
    remark_company: str
    phones: tuple[str, ...]
    tags: tuple[CorpTagView, ...]
    added_at: datetime
    add_way: int
    live_code_state: str
    ended_at: datetime | None
    ended_by: EndedBy | None


class ContactView(Struct, frozen=True, rename="camel"):
    contact_id: str
    name: str
    avatar_url: str | None
    kind: int
    gender: int
    corp_name: str | None
    has_unionid: bool
    first_seen_at: datetime
    read_at: datetime
    member_id: MemberId | None
    has_shop: bool
    level_name: str | None
    follows: tuple[FollowView, ...]


class CommunityViews(Protocol):
    async def counts(self, tx: Tx, since: datetime) -> MirrorCounts:
        """`since`: from when on a loss counts as one of this week."""

    async def runs(self, tx: Tx, limit: int) -> tuple[RunView, ...]: ...

    async def gaps(self, tx: Tx, limit: int) -> tuple[GapView, ...]: ...

    async def guides(self, tx: Tx) -> tuple[GuideView, ...]: ...

    async def tags(self, tx: Tx) -> tuple[CorpTagView, ...]: ...

    async def contacts(self, tx: Tx, wanted: ContactFilter, cursor: str | None, limit: int) -> Page[ContactRowView]: ...

    async def contact(self, tx: Tx, contact_id: str) -> ContactView | None: ...
