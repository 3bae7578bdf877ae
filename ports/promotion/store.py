"""What promotion asks of its stores for an order: offers to read, units and coupons to take and to give back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, CouponId, Fen, MemberId, OrderId, SkuId, Tx
from ports.promotion.api import CouponExpiring, CouponHeld, OffersAsk, Use
from ports.promotion.rules import Campaign, CampaignKind, CouponRule, Rule, Stage

HELD_READ_MAX = 100
"""Coupons of one wallet that a basket is compared with, those that expire first."""


class OfferRead(Struct, frozen=True):
    campaigns: tuple[Campaign, ...]
    coupons: tuple[CouponHeld, ...]


class TakingStore(Protocol):
    """Rows are locked in id order: campaign items first, then coupons."""

    async def offers(self, tx: Tx, ask: OffersAsk, now: datetime) -> OfferRead:
        """Campaigns that run and apply by themselves, with the asked SKUs of a timed price; the member's coupons.

        One statement.
        """

    async def take_units(
        self, tx: Tx, order: tuple[OrderId, MemberId], uses: Sequence[Use], at: tuple[datetime, int]
    ) -> bool:
        """All or nothing (the caller rolls back on False): quotas, the member's share, and the record of the uses.

        `at`: now, and the minutes that the member may buy early. Uses without a SKU ask only that their campaign runs.
        """

    async def lock_coupons(
        self, tx: Tx, order: tuple[OrderId, MemberId], coupons: Sequence[tuple[CouponId, Fen]], now: datetime
    ) -> int:
        """How many of them were the member's, held and valid, and are now locked for the order."""

    async def redeem(self, tx: Tx, order_id: OrderId, now: datetime) -> None:
        """The order was paid. Harmless when repeated, as the following are."""

    async def release(self, tx: Tx, order_id: OrderId, now: datetime) -> None:
        """Everything the order took is free again; coupons that expired meanwhile expire."""

    async def give_back_units(self, tx: Tx, order_id: OrderId) -> None:
        """A paid order was given up before shipping: its units can be bought by others."""

    async def return_coupons(self, tx: Tx, order_id: OrderId, now: datetime) -> None:
        """The whole order was refunded: coupons come back where their template says so."""


CampaignState = Literal["draft", "published", "stopped"]


class ItemRow(Struct, frozen=True, rename="camel"):
    sku_id: SkuId
    price_fen: Fen
    quota: int | None
    per_member_max: int | None
    taken: int = 0


class CampaignRow(Struct, frozen=True):
    id: CampaignId
    name: str
    label: str
    state: CampaignState
    priority: int
    stacks: tuple[Stage, ...]
    rule: Rule
    items: tuple[ItemRow, ...]
    starts_at: datetime
    ends_at: datetime
    version: int
    published_at: datetime | None = None
    stopped_at: datetime | None = None
    opens_early: bool = False


class CampaignStore(Protocol):
    async def insert(self, tx: Tx, row: CampaignRow, now: datetime) -> None: ...

    async def lock(self, tx: Tx, campaign_id: CampaignId) -> CampaignRow | None: ...

    async def save(self, tx: Tx, row: CampaignRow, now: datetime) -> None:
        """Head and items. What is taken of an item stays as it is."""

    async def remove(self, tx: Tx, campaign_id: CampaignId) -> None:
        """A draft."""

    async def get(self, tx: Tx, campaign_id: CampaignId) -> CampaignRow | None: ...

    async def overlapping(self, tx: Tx, kinds: Sequence[CampaignKind], row: CampaignRow) -> list[CampaignRow]:
        """Other published campaigns of these kinds that run at some moment at which it runs, for whomever."""


TemplateState = Literal["draft", "published", "stopped"]


class TemplateRow(Struct, frozen=True):
    """Valid from `valid_from` to `valid_until`, or for `valid_days` from the claim on."""

    id: UUID
    name: str
    rule: CouponRule
    state: TemplateState
    total: int
    per_member_max: int
    claim_from: datetime
    claim_until: datetime
    valid_from: datetime | None
    valid_until: datetime | None
    valid_days: int | None
    returns_on_refund: bool
    is_listed: bool
    version: int
    claimed: int = 0


class ChannelRow(Struct, frozen=True):
    code: str
    template_id: UUID
    name: str
    quota: int | None
    claimed: int = 0


class NewCoupon(Struct, frozen=True):
    id: CouponId
    template_id: UUID
    member_id: MemberId
    claim_key: str
    channel_code: str | None
    valid_from: datetime
    valid_until: datetime
    entry_id: UUID


ClaimRefusal = Literal["sold_out", "member_limit", "channel_out", "repeated"]


class GrantRow(Struct, frozen=True):
    """Coupons for many members: of some levels, or named ones. `after_member_id`: how far it came."""

    id: UUID
    template_id: UUID
    name: str
    level_codes: tuple[str, ...]
    member_ids: tuple[MemberId, ...]
    state: Literal["running", "done", "stopped"]
    total: int
    granted: int
    passed_over: int
    after_member_id: MemberId | None
    created_by: str


class CouponStore(Protocol):
    async def insert_template(self, tx: Tx, row: TemplateRow, now: datetime) -> None: ...

    async def save_template(self, tx: Tx, row: TemplateRow, now: datetime) -> None: ...

    async def lock_template(self, tx: Tx, template_id: UUID) -> TemplateRow | None: ...

    async def template(self, tx: Tx, template_id: UUID) -> TemplateRow | None: ...

    async def channel(self, tx: Tx, code: str) -> ChannelRow | None: ...

    async def add_channel(self, tx: Tx, row: ChannelRow, now: datetime) -> bool:
        """False: the code is taken."""

    async def claim(self, tx: Tx, coupon: NewCoupon, per_member_max: int, now: datetime) -> ClaimRefusal | None:
        """None: the coupon is the member's. On a refusal the caller rolls back."""

    async def held_by(self, tx: Tx, template_id: UUID, member_id: MemberId) -> int:
        """How many the member has claimed of it."""

    async def expire_due(self, tx: Tx, now: datetime, limit: int) -> int: ...

    async def remind(self, tx: Tx, span: tuple[datetime, datetime], limit: int) -> list[CouponExpiring]:
        """Marks held coupons that end within the span as told of, and gives them: each once."""

    async def mark_revoked(self, tx: Tx, template_id: UUID, now: datetime) -> None:
        """From now on its coupons that come back from an order are revoked there and then."""

    async def revoke(self, tx: Tx, template_id: UUID | None, by: str, now: datetime, limit: int) -> int:
        """Held coupons of a template that is marked so; None: of all of them. Gives how many, at most `limit`."""


class GrantStore(Protocol):
    async def insert_grant(self, tx: Tx, row: GrantRow, now: datetime) -> int:
        """Gives the number of members meant."""

    async def lock_grant(self, tx: Tx, grant_id: UUID) -> GrantRow | None: ...

    async def next_members(self, tx: Tx, grant: GrantRow, limit: int) -> list[MemberId]:
        """By id, after `after_member_id`."""

    async def save_grant(self, tx: Tx, row: GrantRow, now: datetime) -> None: ...

    async def is_claimed(self, tx: Tx, template_id: UUID, claim_key: str) -> bool:
        """Whether this cause has brought a coupon."""

    async def grant_claims(self, tx: Tx, coupons: Sequence[NewCoupon], per_member_max: int, now: datetime) -> int:
        """Gives as many as the template has left, to members below their limit; gives how many were given."""
