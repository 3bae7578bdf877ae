"""What the faces see of levels and growth."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, MemberId, Page, Tx
from ports.members.growth import GrowthKind, GrowthWeights, LevelCause, LevelRule
from ports.members.growth_store import Birthday, BirthdayRow

BenefitIcon = Literal["tag", "sparkles", "gift", "truck", "undo-2", "clock", "headset", "check"]


class GrowthEntryView(Struct, frozen=True, rename="camel"):
    id: UUID
    kind: GrowthKind
    words: str
    value: int
    at: datetime


class LevelChangeView(Struct, frozen=True, rename="camel"):
    """`from_name` is `to_name` where a review kept the level."""

    id: UUID
    from_name: str
    to_name: str
    cause: LevelCause
    words: str
    growth: int
    at: datetime


class BenefitView(Struct, frozen=True):
    """`icon` is a name from the faces' own set; `text` says what it is in a sentence."""

    icon: BenefitIcon
    title: str
    text: str


class LevelOffer(Struct, frozen=True, rename="camel"):
    """A level and all that it gives."""

    code: str
    name: str
    growth_from: int
    discount_percent: int
    benefits: tuple[BenefitView, ...]


class EarningWay(Struct, frozen=True):
    title: str
    text: str


class NextLevel(Struct, frozen=True, rename="camel"):
    """`missing`: growth that is still to be earned. `progress_percent` of the way from this level's start to it."""

    code: str
    name: str
    growth_from: int
    missing: int
    progress_percent: int


class BirthdayView(Struct, frozen=True, rename="camel"):
    """`changeable_from` None: now."""

    month: int | None
    day: int | None
    year: int | None
    changeable_from: datetime | None


class LevelPage(Struct, frozen=True, rename="camel"):
    """`sentence` says where the member stands and what is next. `next` None: there is no higher level."""

    code: str
    name: str
    growth: int
    sentence: str
    since: datetime | None
    until: datetime | None
    until_text: str
    next: NextLevel | None
    levels: tuple[LevelOffer, ...]
    ways: tuple[EarningWay, ...]
    birthday: BirthdayView
    birthday_points: int
    has_own_concierge: bool
    entries: Page[GrowthEntryView]


class MemberStanding(Struct, frozen=True, rename="camel"):
    """Of one member, for operators. `is_held`: set by an operator until the next review."""

    member_id: MemberId
    nickname: str
    level_code: str
    level_name: str
    growth: int
    since: datetime | None
    until: datetime | None
    is_held: bool
    is_protected: bool
    spent_fen: Fen
    concierge_at: datetime | None
    birthday: Birthday | None
    changes: tuple[LevelChangeView, ...]
    entries: Page[GrowthEntryView]


class LevelRulesView(Struct, frozen=True, rename="camel"):
    """`sizes`: members of each level now, in the order of `levels`."""

    version: int
    levels: tuple[LevelRule, ...]
    sizes: tuple[int, ...]
    weights: GrowthWeights


class LevelMove(Struct, frozen=True, rename="camel"):
    from_name: str
    to_name: str
    members: int


class RulesPreview(Struct, frozen=True, rename="camel"):
    """`rising` at once, when the rules are saved; `falling` at their next review, if their growth stays as it is.

    `falling_now`: how many would fall by the rules of today.
    """

    members: int
    rising: tuple[LevelMove, ...]
    falling: tuple[LevelMove, ...]
    falling_now: int
    text: str


class Ground(Struct, frozen=True):
    """What pages are made of. `growth` was summed now."""

    nickname: str
    level_code: str
    growth: int
    since: datetime | None
    until: datetime | None
    is_held: bool
    is_protected: bool
    spent_fen: Fen
    concierge_at: datetime | None
    birthday: BirthdayRow


class GrowthViews(Protocol):
    async def ground(self, tx: Tx, member_id: MemberId, since: datetime) -> Ground | None: ...

    async def entries(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[GrowthEntryView]:
        """Newest first."""

    async def changes(self, tx: Tx, member_id: MemberId, limit: int) -> tuple[LevelChangeView, ...]:
        """Newest first."""

    async def sizes(self, tx: Tx) -> dict[str, int]:
        """Members of each level."""
