"""What a guide sees beside a chat (G3): who this is, ready to encode."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ports.kernel import DomainError, Fen, MemberId, ProductId
from ports.outside.wecom_app import JsSignatures

RadarKind = Literal[
    "page",
    "product_view",
    "search",
    "cart_add",
    "cart_remove",
    "checkout_begin",
    "ordered",
    "paid",
    "order_cancelled",
    "abandoned",
]


class ContactNotYours(DomainError):
    """Nobody else's contacts are shown, and not whether there are any."""

    code = "community.contact_not_yours"
    kind = "not_found"
    message = "这位客户不在您的客户列表里"


class NotAMember(DomainError):
    """The contact has never been in the mini-program."""

    code = "community.not_a_member"
    message = "这位客户还没有进入过小程序，暂时不能这样操作"


class GuideSelf(Struct, frozen=True, rename="camel"):
    """The signed-in guide. `active_now`: customers who did something in the shop within five minutes."""

    user_id: str
    name: str
    avatar_url: str | None
    contacts: int
    active_now: int
    tasks_open: int
    tasks_overdue: int


class GuideSession(Struct, frozen=True, rename="camel"):
    token: str
    expires_at: datetime
    guide: GuideSelf


class LoginAddress(Struct, frozen=True, rename="camel"):
    """`is_on`: the shop has papers of WeCom; else the rest is empty, and nobody can sign in.

    `state` comes back with WeCom's code. `secret` stays in the browser that asked, which shows it to sign in.
    """

    is_on: bool
    url: str
    state: str = ""
    secret: str = ""


class LoginAnswer(Struct, frozen=True):
    """What came back from WeCom's login, and the secret of the browser that began it."""

    code: str
    state: str
    secret: str


class LoginNotBegun(DomainError):
    """Nobody began this login in this browser, or it was used already, or it took too long."""

    code = "community.login_not_begun"
    kind = "unauthorised"
    message = "这次登录已失效，或不是从这里发起的，请重新登录"


class PageSignatures(Struct, frozen=True, rename="camel"):
    """For `wx.config` (`corp`) and `wx.agentConfig` (`agent`) of one page."""

    url: str
    signatures: JsSignatures


class SidebarTag(Struct, frozen=True, rename="camel"):
    """A tag of the shop: what it means, and the member's own figures that decide it."""

    id: int
    name: str
    family: str
    definition: str
    figures: tuple[str, ...]


class SidebarRfm(Struct, frozen=True, rename="camel"):
    """Scores of 1 to 5; None without a purchase."""

    r: int | None
    f: int | None
    m: int | None
    segment: str | None


class SidebarProduct(Struct, frozen=True, rename="camel"):
    id: ProductId
    title: str
    image_url: str
    price_fen: Fen


class CartItem(Struct, frozen=True, rename="camel"):
    product: SidebarProduct
    option_text: str
    quantity: int
    added_at: datetime


class CartSummary(Struct, frozen=True, rename="camel"):
    """`goods_fen` at list prices. `items`: the newest five. `is_abandoned`: nobody has touched it for a while."""

    lines: int
    quantity: int
    goods_fen: Fen
    is_abandoned: bool
    items: tuple[CartItem, ...]


class LiveState(Struct, frozen=True, rename="camel"):
    """`is_active`: within five minutes. `text`: 正在看「待产包」; empty when nothing is known."""

    is_active: bool
    last_at: datetime | None
    text: str


class TabCounts(Struct, frozen=True, rename="camel"):
    """`events_week`: of seven days. `after_sales`: not finished. `tasks`: open, of this guide."""

    events_week: int
    orders: int
    after_sales: int
    coupons: int
    tasks: int
    notes: int


class Shopping(Struct, frozen=True, rename="camel"):
    """What the shop knows. `insight` is one line of facts; `paid_plan` empty: no paid membership."""

    member_id: MemberId
    level_name: str
    paid_plan: str
    joined_at: datetime
    life_stage: str
    insight: str
    orders: int
    spent_fen: Fen
    days_since_last: int | None
    tags: tuple[SidebarTag, ...]
    rfm: SidebarRfm
    live: LiveState
    cart: CartSummary


class ContactCard(Struct, frozen=True, rename="camel"):
    """The first answer. `shopping` None: only a contact, who has never been in the mini-program."""

    contact_id: str
    name: str
    remark: str
    avatar_url: str | None
    gender: int
    added_at: datetime
    corp_tags: tuple[str, ...]
    shopping: Shopping | None
    counts: TabCounts


class RadarEvent(Struct, frozen=True, rename="camel"):
    """One thing a customer did. The same `id` again replaces what was told: how long they stayed became known.

    `text` is a sentence: 看了「待产包」42 秒. `dwell_ms` None: not known, or nothing to stay at.
    """

    id: UUID
    kind: RadarKind
    at: datetime
    text: str
    product: SidebarProduct | None
    dwell_ms: int | None
    quantity: int | None
    query: str | None
    order_id: UUID | None
    order_number: str | None
    amount_fen: Fen | None


class Visit(Struct, frozen=True, rename="camel"):
    """Events without a silence of 30 minutes, the newest first.

    `is_cut`: the visit began before its last event here; the next page goes on with it.
    """

    started_at: datetime
    last_at: datetime
    dwell_ms: int
    products: int
    is_cut: bool
    events: tuple[RadarEvent, ...]


class NowContact(Struct, frozen=True, rename="camel"):
    """A customer who is in the shop now, and the last thing they did."""

    contact_id: str
    name: str
    remark: str
    avatar_url: str | None
    last: RadarEvent


class NowList(Struct, frozen=True, rename="camel"):
    """Active within 30 minutes, the latest first."""

    items: tuple[NowContact, ...]


class Preferred(Struct, frozen=True, rename="camel"):
    """A product or a category; `views` of 90 days, `bought` units ever. `why` in words."""

    id: UUID
    name: str
    image_url: str | None
    views: int
    bought: int
    why: str


class PreferredOption(Struct, frozen=True, rename="camel"):
    """What they mostly choose: 尺码 L, in 3 of 4 lines."""

    name: str
    value: str
    lines: int


class HeldCoupon(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    summary: str
    scope_text: str
    valid_until: datetime
    expires_soon: bool


class ContactProfile(Struct, frozen=True, rename="camel"):
    """`birthday` as 8 月 12 日, without the year. `place`: province and city of their orders."""

    member_id: MemberId
    level_name: str
    joined_at: datetime
    place: str | None
    birthday: str | None
    children: tuple[str, ...]
    orders: int
    spent_fen: Fen
    average_fen: Fen | None
    days_since_last: int | None
    points: int
    rfm: SidebarRfm
    tags: tuple[SidebarTag, ...]
    products: tuple[Preferred, ...]
    categories: tuple[Preferred, ...]
    options: tuple[PreferredOption, ...]
    coupons: tuple[HeldCoupon, ...]
