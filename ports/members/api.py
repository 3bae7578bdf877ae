"""Members, as other modules see them: who someone is, the level, the address book."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import DomainError, Event, Fen, MemberId, OrderId, Tx
from ports.members import portraits
from ports.members.points import Bonus

# Of members as guides see them: defined beside their figures.
Portrait = portraits.Portrait
PortraitTag = portraits.PortraitTag
PortraitApi = portraits.PortraitApi


class Level(Struct, frozen=True):
    """`discount_percent` 95 means that the member pays 95 % of the list price.

    `points_multiplier_percent` 150: 1.5 points where others get one. `free_returns`: the shop pays for the way back.
    `paid_plan`: the paid membership that gives this price, when it is better than the level's own; else empty.
    `early_access_minutes` come from the level alone, whose own name is `own_name` whatever gives the price.
    """

    code: str
    name: str
    discount_percent: int
    free_freight: bool = False
    points_multiplier_percent: int = 100
    free_returns: bool = False
    paid_plan: str = ""
    early_access_minutes: int = 0
    own_name: str = ""


class MemberCard(Struct, frozen=True):
    """The shopper as a sale needs it. `openid` is that of the mini-program."""

    id: MemberId
    openid: str
    nickname: str
    level: Level


class PostalAddress(Struct, frozen=True):
    """In the clear: encrypt it where it is stored, mask it where it is shown."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    detail: str

    @property
    def region(self) -> str:
        """广东省 深圳市 南山区; a municipality is not said twice."""
        city = self.city if self.city.rstrip("市") != self.province.rstrip("市") else ""
        return " ".join(part for part in (self.province, city, self.district) if part)


NOBODY = PostalAddress("已注销", "", "", "", "", "")
"""The receiver of an order whose buyer has left."""


class SealedAddress(Struct, frozen=True):
    """An address as it is kept: members alone open it."""

    id: UUID
    sealed: bytes
    tag: str | None
    is_default: bool


class SavedAddress(Struct, frozen=True):
    """An address as it stands in the member's address book."""

    id: UUID
    address: PostalAddress
    tag: str | None
    is_default: bool


class PointsWallet(Struct, frozen=True):
    """What can be paid with points: `per_yuan` points are one yuan, in steps of `step`, `points_min` at least, and at
    most `max_percent` of the goods."""

    available: int
    per_yuan: int
    max_percent: int
    points_min: int
    step: int


class Buyer(Struct, frozen=True):
    """Who buys, the address that is meant, and the points there are, read at once."""

    card: MemberCard
    saved: SavedAddress | None
    wallet: PointsWallet


class BuyerRow(Struct, frozen=True):
    """A buyer as a store gives it, for `MembersApi.opened`."""

    card: MemberCard
    sealed: SealedAddress | None
    wallet: PointsWallet


class LevelChanged(Event, tag="members.level_changed", frozen=True):
    """`reason` is told to the member, in Chinese. `is_up`: the new level is a higher one."""

    member_id: MemberId
    from_code: str
    to_code: str
    is_up: bool
    reason: str
    at: datetime


class ConciergeEarned(Event, tag="members.concierge_earned", frozen=True):
    """What the member keeps of completed orders has passed the amount for a concierge 专属管家. Told once."""

    member_id: MemberId
    spent_fen: Fen
    at: datetime


class MembersMerged(Event, tag="members.members_merged", frozen=True):
    """What modules hold of `gone_id` is `kept_id`'s now; told twice, because calls may have been under way."""

    merge_id: UUID
    gone_id: MemberId
    kept_id: MemberId


class MembersParted(Event, tag="members.members_parted", frozen=True):
    """The merge was undone: what `gone_id` had brought goes back to it."""

    merge_id: UUID
    gone_id: MemberId
    kept_id: MemberId


class CouponAwarded(Event, tag="members.coupon_awarded", frozen=True):
    """The member won a coupon of this template, or bought it with points: promotion grants it, once per award."""

    award_id: UUID
    member_id: MemberId
    template_id: UUID


class SubscriptionStarted(Event, tag="members.subscription_started", frozen=True):
    """The first period of a paid membership was paid. `plan_code` monthly or yearly; `paid_fen` without credits."""

    subscription_id: UUID
    member_id: MemberId
    plan_code: str
    paid_fen: Fen
    ends_at: datetime


class SubscriptionRenewed(Event, tag="members.subscription_renewed", frozen=True):
    """One more period was paid, also as an upgrade to another plan."""

    subscription_id: UUID
    member_id: MemberId
    plan_code: str
    paid_fen: Fen
    ends_at: datetime


class SubscriptionEnded(Event, tag="members.subscription_ended", frozen=True):
    """Its benefits are over: cancelled and run out, not renewed, or ended by an operator."""

    subscription_id: UUID
    member_id: MemberId
    plan_code: str
    ended_at: datetime


class MemberLeft(Event, tag="members.member_left", frozen=True):
    """The member was anonymised. What the law wants kept is kept without whose it was.

    `contact_ids`: who they were in WeCom, which nobody can look up afterwards.
    """

    member_id: MemberId
    contact_ids: tuple[str, ...] = ()


class MergeStep(Struct, frozen=True):
    """What whoever follows a merge does: take over from `gone_id`, or (`is_undone`) give back what was taken over."""

    merge_id: UUID
    gone_id: MemberId
    kept_id: MemberId
    is_undone: bool


class AddressNotFound(DomainError):
    code = "members.address_not_found"
    kind = "not_found"
    message = "收货地址不存在，请重新选择"


class GroupSessionExpired(DomainError):
    """We have no session key to read with: nobody has logged in, or not since our own keys changed."""

    code = "members.group_session_expired"
    message = "登录信息已更新，请重新打开小程序"


Channel = Literal["mini_program", "official_account", "wecom"]


class Contact(Struct, frozen=True):
    """Somebody as an application names them. `phone_index` is the blind index of a phone number it tells."""

    channel: Channel
    app: str
    subject: str
    unionid: str | None = None
    phone_index: bytes | None = None


class MembersApi(Protocol):
    async def card(self, tx: Tx, member_id: MemberId) -> MemberCard: ...

    async def address(self, tx: Tx, member_id: MemberId, address_id: UUID | None) -> PostalAddress | None:
        """The member's own address; None asks for the default one (None when there is none).

        Raises AddressNotFound for an id that is not the member's.
        """

    def checked_address(self, address: PostalAddress) -> PostalAddress:
        """The same address, fit to be sent to. Raises Invalid, naming the field."""

    def opened(self, found: BuyerRow | None, address_id: UUID | None) -> Buyer:
        """What another module's view has read beside its own. Raises NotFound, AddressNotFound."""

    async def resolve(self, tx: Tx, member_id: MemberId) -> MemberId:
        """Who the member is now: ids in late tidings may be of somebody who was merged into another member."""

    async def contact_seen(self, tx: Tx, contact: Contact) -> MemberId:
        """Who a contact of WeCom or of the official account is. New to us: a member who has not logged in yet.

        The same telling again changes nothing. A unionid joins at once; a phone number makes a match for an operator.
        """

    async def merge_steps(self, tx: Tx, merge_id: UUID) -> tuple[MergeStep, ...]:
        """All that is to be done about the members whom this merge connects, in order; each step may be done again.

        They are as of now, and stay so to the end of the transaction: tidings of merges come late and in any order.
        """

    async def group_entered(self, tx: Tx, member_id: MemberId, encrypted_data: str, iv: str) -> str:
        """The WeChat group that the member came from: the same text for the same group, whoever came.

        It is the openGId without its first characters, which a client could have changed to make one group look like
        several (`ports.outside.wechat.OPEN_GID_UNPROVEN`); 24 characters of it are left. The same data may be shown
        again while they are fresh: count *different* groups, not calls. Raises ForgedGroupData, StaleGroupData,
        GroupSessionExpired; all of them ask the person to open the mini-program again.
        """


class MemberTagsApi(Protocol):
    """Tags as other modules know them: by number (`ports.members.tag_rules`)."""

    async def name(self, tx: Tx, tag_id: int, *, by_hand: bool) -> str | None:
        """`by_hand`: of those alone that are given by hand, and are in use. None: there is no such tag."""

    async def set_by_hand(self, tx: Tx, member_id: MemberId, tag_id: int, *, has: bool, by: str) -> None:
        """Gives or takes it; done before, nothing happens."""


class PointsApi(Protocol):
    async def hold(self, tx: Tx, member_id: MemberId, order_id: OrderId, points: int) -> None:
        """Sets points aside for an order that is new in this transaction: `PointsOrderPaid` spends them,
        `PointsOrderCancelled` frees them. Raises PointsShort."""

    async def boost_next_order(self, tx: Tx, bonus: Bonus) -> bool:
        """The member's next order that completes earns more points. False: this cause was told before (R1)."""
