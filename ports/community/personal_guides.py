"""Personal guides 专属导购: members who have passed a threshold are looked after by one guide (G6)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, Job, MemberId, Page, Tx
from ports.members.api import MergeStep

Assigned = Literal["rule", "operator", "replacement"]
ToldGuide = Literal["waiting", "told", "unreachable", "refused"]
ToldMember = Literal["no_template", "untold", "waiting", "sending", "sent", "no_grant", "refused", "unknown"]
"""Of the message in WeChat. `no_template`: the shop has none; `untold`: nothing was planned (yet); `no_grant`: the
member has not agreed to be told; `refused`: WeChat said no; `unknown`: it did not answer, and is not asked again."""


class HandoverRules(Struct, frozen=True, rename="camel"):
    """Any one of the thresholds is enough. `spend_fen` 0, empty `levels` and `tag_ids`: do not count.

    `tag_ids` are automatic ones, such as the segments of RFM, or given by hand; `on_concierge`: the amount of the level
    rules for a concierge. `guides` take turns in this order, or whoever has fewest members takes the next one.
    """

    is_on: bool = False
    spend_fen: Fen = 0
    spend_days: int = 365
    levels: tuple[str, ...] = ()
    tag_ids: tuple[int, ...] = ()
    on_concierge: bool = True
    guides: tuple[str, ...] = ()
    choice: Literal["round_robin", "least_loaded"] = "round_robin"


class PersonalGuide(Struct, frozen=True):
    """`reason` is told to operators and to the guide. `ended_at` None: looks after the member now."""

    id: UUID
    member_id: MemberId
    guide: str
    how: Assigned
    reason: str
    since: datetime
    ended_at: datetime | None = None
    ended_why: str | None = None


class Crossing(Struct, frozen=True):
    """What a member has passed, of what the rules ask for; `level` by its name, `tag_id` the first of those wanted."""

    member_id: MemberId
    spent_fen: Fen
    level: str | None
    tag_id: int | None
    is_concierge: bool


class GuideNews(Struct, frozen=True):
    """For the message to a guide. `others`: names of the guides who have the member as a contact already."""

    row: PersonalGuide
    nickname: str
    others: tuple[str, ...]


class PersonalGuideView(Struct, frozen=True, rename="camel"):
    """`is_serving`: the guide works here and may have contacts. `is_contact`: has the member as a contact.

    `told_member_why`: what WeChat said, where it refused or did not answer.
    """

    id: UUID
    member_id: MemberId
    nickname: str
    level_name: str
    user_id: str
    guide_name: str
    is_serving: bool
    is_contact: bool
    how: Assigned
    reason: str
    since: datetime
    ended_at: datetime | None
    ended_why: str | None
    told: ToldGuide
    told_member: ToldMember
    told_member_why: str | None


class GuideCard(Struct, frozen=True, rename="camel"):
    """What a member sees of their guide. `qr_url` is None until WeCom has drawn it. `is_contact`: they are contacts."""

    name: str
    avatar_url: str | None
    qr_url: str | None
    is_contact: bool
    since: datetime


class TellPersonalGuide(Job, tag="community.tell_personal_guide", frozen=True):
    assignment_id: UUID


class PersonalGuideStore(Protocol):
    async def lock_turn(self, tx: Tx) -> str:
        """Whose turn it was; everything that assigns waits here, to the end of the transaction."""

    async def save_turn(self, tx: Tx, guide: str) -> None: ...

    async def had(self, tx: Tx, member_id: MemberId) -> bool:
        """Has one, or has had one: the rules give nobody a second one."""

    async def present(self, tx: Tx, member_id: MemberId) -> PersonalGuide | None: ...

    async def insert(self, tx: Tx, row: PersonalGuide) -> bool:
        """False: the member has one."""

    async def end(self, tx: Tx, row_id: UUID, at: datetime, why: str) -> bool:
        """False: it was over."""

    async def crossing(self, tx: Tx, rules: HandoverRules, since: datetime, member_id: MemberId) -> Crossing | None:
        """What this member has passed; None: nothing, or the member has left or become another one."""

    async def crossers(self, tx: Tx, rules: HandoverRules, since: datetime, limit: int) -> Sequence[MemberId]:
        """Members who have passed a threshold and never had a guide of their own."""

    async def forsaken(self, tx: Tx, limit: int) -> Sequence[PersonalGuide]:
        """Whose guide does not work here any more."""

    async def serving(self, tx: Tx, user_ids: Sequence[str]) -> frozenset[str]:
        """Those of them who work here and may have contacts."""

    async def loads(self, tx: Tx, user_ids: Sequence[str]) -> Mapping[str, int]:
        """How many members each of them looks after."""

    async def names(self, tx: Tx, user_ids: Sequence[str]) -> Mapping[str, str]: ...

    async def news(self, tx: Tx, row_id: UUID) -> GuideNews | None:
        """None: it is over, or was told."""

    async def told(self, tx: Tx, row_id: UUID, told: ToldGuide) -> None: ...

    async def code_of(self, tx: Tx, guide: str) -> UUID | None:
        """The guide's live code, unless it was stopped."""

    async def save_code(self, tx: Tx, guide: str, live_code_id: UUID) -> None: ...

    async def take_over(self, tx: Tx, step: MergeStep) -> None: ...

    async def give_back(self, tx: Tx, step: MergeStep) -> None: ...


class PersonalGuideViews(Protocol):
    async def all(
        self, tx: Tx, user_id: str | None, is_past: bool, cursor: str | None, limit: int
    ) -> Page[PersonalGuideView]:
        """The newest first. `is_past`: those that are over, else those that stand."""

    async def of_member(self, tx: Tx, member_id: MemberId) -> PersonalGuideView | None:
        """The present one."""

    async def card(self, tx: Tx, member_id: MemberId) -> GuideCard | None: ...
