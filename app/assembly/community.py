"""The community, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from app.assembly.group_posts import GroupPostParts, GroupPostStores, PostAsked, group_posts
from app.assembly.groups import Groups, GroupStores, groups
from app.assembly.moments import MomentServices, MomentStores, MomentWecom, moments
from app.assembly.performance import Performance, PerformanceStores, performance
from app.assembly.sidebar import Sidebar, SidebarPartners, SidebarStores, sidebar
from app.assembly.ugc import ContentChecking, Ugc, UgcStores, ugc
from domain.community.callbacks import CallbackDesk, CallbackHandler
from domain.community.cards import Cards
from domain.community.comparison import Comparison
from domain.community.contact_desk import ContactDesk
from domain.community.greeting import Greetings
from domain.community.leaver_desk import LeaverDesk
from domain.community.leavers import Leavers
from domain.community.live_code_desk import LiveCodeDesk
from domain.community.live_codes import LiveCodes
from domain.community.losses import Losses
from domain.community.mirroring import Mirroring
from domain.community.tag_links import TagLinks
from domain.community.transfer_desk import TransferDesk
from domain.community.transfers import Transfers
from ports.community.cards import CardReads
from ports.community.leavers import LeaverStore
from ports.community.live_codes import LiveCodeStore
from ports.community.losses import LossStore
from ports.community.store import Comparisons, Mirror
from ports.community.tag_links import TagLinkStore
from ports.community.touches import TouchIssuer
from ports.community.transfers import TransferReads, TransferStore
from ports.community.views import CommunityViews
from ports.governance.api import AuditApi
from ports.members.api import MembersApi, MemberTagsApi
from ports.outside.images import CoverMaker
from ports.outside.storage import BlobStore
from ports.outside.wecom import WecomContacts, WecomLiveCodes, WecomTags, WecomTransfers, WecomWelcome
from ports.outside.wecom_app import WecomApp, WecomBudgets, WecomCallbacks
from ports.outside.wecom_behaviour import WecomBehaviour
from ports.outside.wecom_groups import WecomGroups, WecomMassMessages
from ports.outside.wecom_moments import WecomMoments


@dataclass(frozen=True)
class CommunityStores:
    mirror: Mirror
    comparisons: Comparisons
    live_codes: LiveCodeStore
    views: CommunityViews
    performance: PerformanceStores
    sidebar: SidebarStores
    group_posts: GroupPostStores
    moments: MomentStores
    cards: CardReads
    losses: LossStore
    leavers: LeaverStore
    transfers: tuple[TransferStore, TransferReads]
    tag_links: TagLinkStore
    groups: GroupStores
    ugc: UgcStores


@dataclass(frozen=True)
class WecomPartners:
    """`corp_id` is empty in a shop without papers of WeCom. `sidebar_url`: where messages to guides lead to.

    `shop_url`: the shop's pages for a browser, where links of moments lead to.
    """

    corp_id: str
    contacts: WecomContacts
    tags: WecomTags
    live_codes: WecomLiveCodes
    welcome: WecomWelcome
    callbacks: WecomCallbacks
    budgets: WecomBudgets
    app: WecomApp
    transfers: WecomTransfers
    groups: WecomGroups
    mass_messages: WecomMassMessages
    sidebar_url: str
    moments: WecomMoments
    shop_url: str
    behaviour: WecomBehaviour


@dataclass(frozen=True)
class Community:
    callback_desk: CallbackDesk
    callback_handler: CallbackHandler
    mirroring: Mirroring
    comparison: Comparison
    contact_desk: ContactDesk
    live_code_desk: LiveCodeDesk
    live_codes: LiveCodes
    greetings: Greetings
    performance: Performance
    sidebar: Sidebar
    group_posts: GroupPostParts
    moments: MomentServices
    cards: Cards
    losses: Losses
    leavers: Leavers
    leaver_desk: LeaverDesk
    transfers: Transfers
    transfer_desk: TransferDesk
    tag_links: TagLinks
    groups: Groups
    ugc: Ugc
    wecom: WecomPartners


def community(
    base: Base,
    stores: CommunityStores,
    wecom: WecomPartners,
    asked: tuple[MembersApi, MemberTagsApi, AuditApi, SidebarPartners],
    outside: tuple[BlobStore, CoverMaker, ContentChecking],
) -> Community:
    is_on = bool(wecom.corp_id)
    members, tags, audit, beside = asked
    cards = Cards(base.uow, stores.cards, outside[:2])
    system = (base.clock, base.ids)
    speaking = (wecom.app, wecom.sidebar_url, is_on)
    measured = performance(base, stores.performance, stores.live_codes, (members, audit), (*speaking, wecom.behaviour))
    aside = sidebar(base, stores.sidebar, beside, measured.touches)
    ruled = (stores.performance.books, aside.book, audit)
    rooms = groups(base, stores.groups, (wecom.groups, wecom.contacts, is_on), ruled)
    losses, transfers, transfer_desk = _partings(base, stores, wecom, audit)
    followers = (losses, transfers, rooms.grouping)
    mirroring = Mirroring(
        base.uow, stores.mirror, (wecom.contacts, wecom.tags, wecom.corp_id), members, (base.clock, base.cipher)
    )
    comparison, contact_desk, leavers, leaver_desk = _mirrored(base, stores, wecom, mirroring, audit)
    return Community(
        cards=cards,
        losses=losses,
        leavers=leavers,
        leaver_desk=leaver_desk,
        transfers=transfers,
        transfer_desk=transfer_desk,
        tag_links=TagLinks(base.uow, stores.tag_links, (wecom.contacts, wecom.tags), (tags, audit), system),
        groups=rooms,
        ugc=ugc(base, stores.ugc, outside[2], (members, audit)),
        wecom=wecom,
        performance=measured,
        sidebar=aside,
        group_posts=group_posts(
            base,
            stores.group_posts,
            (wecom.mass_messages, wecom.groups, *speaking),
            PostAsked(cards, measured.touches, aside.book, stores.performance.books, stores.ugc.views, audit),
            outside[:2],
        ),
        moments=_moments(base, stores, wecom, (cards, measured.touches, audit), outside[:2]),
        live_code_desk=LiveCodeDesk(base.uow, (stores.live_codes, cards), audit, system),
        live_codes=LiveCodes(base.uow, (stores.live_codes, stores.mirror), wecom.live_codes, base.clock),
        greetings=Greetings(
            base.uow,
            stores.live_codes,
            (wecom.contacts, wecom.welcome, wecom.corp_id),
            (members, cards, measured.touches),
            system,
        ),
        callback_desk=CallbackDesk(base.inbox, wecom.callbacks, is_on=is_on),
        callback_handler=CallbackHandler(wecom.callbacks, stores.mirror, followers, base.clock),
        mirroring=mirroring,
        comparison=comparison,
        contact_desk=contact_desk,
    )


def _mirrored(
    base: Base, stores: CommunityStores, wecom: WecomPartners, mirroring: Mirroring, audit: AuditApi
) -> tuple[Comparison, ContactDesk, Leavers, LeaverDesk]:
    is_on = bool(wecom.corp_id)
    read = (wecom.contacts, mirroring, is_on)
    looking = (wecom.contacts, wecom.budgets, mirroring)
    compared = (stores.comparisons, stores.mirror)
    return (
        Comparison(base.uow, compared, read, audit, (base.clock, base.ids, base.cipher)),
        ContactDesk(base.uow, (stores.mirror, stores.views), looking, audit, (base.clock, is_on)),
        Leavers(base.uow, (stores.leavers, stores.mirror), read, base.clock),
        LeaverDesk(base.uow, stores.leavers, audit, (base.clock, is_on)),
    )


def _partings(
    base: Base, stores: CommunityStores, wecom: WecomPartners, audit: AuditApi
) -> tuple[Losses, Transfers, TransferDesk]:
    """What happens when a guide loses a customer, or hands one over."""
    books = stores.performance.books
    system = (base.clock, base.ids)
    return (
        Losses(base.uow, (stores.losses, stores.mirror, books), (wecom.app, wecom.sidebar_url), audit, system),
        Transfers(base.uow, stores.transfers[0], wecom.transfers, base.clock, is_on=bool(wecom.corp_id)),
        TransferDesk(base.uow, (*stores.transfers, stores.mirror, books), audit, system),
    )


def _moments(
    base: Base,
    stores: CommunityStores,
    wecom: WecomPartners,
    asked: tuple[Cards, TouchIssuer, AuditApi],
    files: tuple[BlobStore, CoverMaker],
) -> MomentServices:
    is_on = bool(wecom.corp_id)
    partner = MomentWecom(wecom.moments, wecom.app, wecom.shop_url, wecom.sidebar_url, is_on)
    return moments(base, (stores.moments, stores.group_posts.posts), partner, asked, files)
