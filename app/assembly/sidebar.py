"""The guide's sidebar, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from app.http.sessions import GuideSessions
from domain.community.guide_access import GuideAccess, Place
from domain.community.guide_after_sales import GuideAfterSales
from domain.community.guide_allowances import GuideAllowances
from domain.community.guide_chats import GuideChats
from domain.community.guide_contacts import GuideContacts
from domain.community.guide_coupons import GuideCouponDesk
from domain.community.guide_drafts import GuideDrafts
from domain.community.guide_notes import GuideNotes
from domain.community.guide_orders import GuideOrders
from domain.community.guide_radar import GuideRadar
from domain.community.guide_scripts import GuideScripts
from domain.community.guide_task_book import GuideTaskBook, GuideTaskDesk
from domain.community.radar_feed import RadarFeed
from domain.community.script_desk import ScriptDesk
from ports.cache import Invalidation
from ports.commerce.api import AfterSaleApi
from ports.community.chat_cards import ChatCardReads
from ports.community.guide_tasks import GuideTaskStore
from ports.community.radar import RadarViews
from ports.community.scripts import ScriptStore
from ports.community.sidebar_store import AllowanceStore, DraftStore, GuideSessionStore, NoteStore, SidebarViews
from ports.community.touches import TouchIssuer
from ports.governance.api import AuditApi
from ports.members.api import PortraitApi
from ports.outside.wecom_app import WecomApp
from ports.promotion.api import GuideCouponApi


@dataclass(frozen=True)
class SidebarStores:
    sessions: GuideSessionStore
    views: SidebarViews
    radar: RadarViews
    tasks: GuideTaskStore
    notes: NoteStore
    scripts: ScriptStore
    drafts: DraftStore
    allowances: AllowanceStore
    chat_cards: ChatCardReads


@dataclass(frozen=True)
class SidebarPartners:
    """`place` says where the sidebar lives."""

    app: WecomApp
    place: Place
    invalidation: Invalidation
    portraits: PortraitApi
    coupons: GuideCouponApi
    after_sales: AfterSaleApi
    audit: AuditApi


@dataclass(frozen=True)
class Sidebar:
    """`book` is what other parts assign tasks through."""

    access: GuideAccess
    sessions: GuideSessions
    contacts: GuideContacts
    feed: RadarFeed
    radar: GuideRadar
    orders: GuideOrders
    after_sales: GuideAfterSales
    coupons: GuideCouponDesk
    scripts: GuideScripts
    notes: GuideNotes
    tasks: GuideTaskDesk
    book: GuideTaskBook
    chats: GuideChats
    script_desk: ScriptDesk
    allowances: GuideAllowances


def sidebar(base: Base, stores: SidebarStores, partners: SidebarPartners, touches: TouchIssuer) -> Sidebar:
    uow, clock, system, views = base.uow, base.clock, (base.clock, base.ids), stores.views
    app, place = partners.app, partners.place
    access = GuideAccess(uow, (stores.sessions, views), (app, partners.invalidation), place, (base.clock, base.rng))
    drafts = GuideDrafts(uow, (stores.drafts, views), touches, place, system)
    feed = RadarFeed(uow, stores.radar, clock)
    partners.invalidation.subscribe(feed.wake)
    book = GuideTaskBook(stores.tasks, system)
    telling = (stores.scripts, stores.drafts, views)
    return Sidebar(
        access=access,
        sessions=GuideSessions(access.session_guide),
        contacts=GuideContacts(uow, views, (partners.portraits, partners.coupons), clock),
        feed=feed,
        radar=GuideRadar(uow, (views, stores.radar), feed, clock),
        orders=GuideOrders(uow, views, drafts, clock),
        after_sales=GuideAfterSales(uow, (stores.allowances, views), partners.after_sales, clock),
        coupons=GuideCouponDesk(uow, (stores.allowances, views), partners.coupons, drafts, system),
        scripts=GuideScripts(uow, telling, partners.portraits, drafts, clock),
        notes=GuideNotes(uow, (stores.notes, views), base.cipher, system),
        tasks=GuideTaskDesk(uow, (stores.tasks, views), book, (app, place), system),
        book=book,
        chats=GuideChats(uow, stores.chat_cards, clock),
        script_desk=ScriptDesk(uow, stores.scripts, partners.audit, system),
        allowances=GuideAllowances(uow, stores.allowances, partners.coupons, partners.audit, clock),
    )
