"""The community, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from app.assembly.performance import Performance, PerformanceStores, performance
from app.assembly.sidebar import Sidebar, SidebarPartners, SidebarStores, sidebar
from domain.community.callbacks import CallbackDesk, CallbackHandler
from domain.community.comparison import Comparison
from domain.community.contact_desk import ContactDesk
from domain.community.greeting import Greetings
from domain.community.live_code_desk import LiveCodeDesk
from domain.community.live_codes import LiveCodes
from domain.community.mirroring import Mirroring
from ports.community.live_codes import LiveCodeStore
from ports.community.store import Comparisons, Mirror
from ports.community.views import CommunityViews
from ports.members.api import MembersApi
from ports.outside.wecom import WecomContacts, WecomLiveCodes, WecomTags, WecomWelcome
from ports.outside.wecom_app import WecomApp, WecomBudgets, WecomCallbacks


@dataclass(frozen=True)
class CommunityStores:
    mirror: Mirror
    comparisons: Comparisons
    live_codes: LiveCodeStore
    views: CommunityViews
    performance: PerformanceStores
    sidebar: SidebarStores


@dataclass(frozen=True)
class WecomPartners:
    """`corp_id` is empty in a shop without papers of WeCom."""

    corp_id: str
    contacts: WecomContacts
    tags: WecomTags
    live_codes: WecomLiveCodes
    welcome: WecomWelcome
    callbacks: WecomCallbacks
    budgets: WecomBudgets
    app: WecomApp


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
    wecom: WecomPartners


def community(
    base: Base,
    stores: CommunityStores,
    wecom: WecomPartners,
    members: MembersApi,
    beside: SidebarPartners,
) -> Community:
    is_on, audit = bool(wecom.corp_id), beside.audit
    measuring = performance(base, stores.performance, members)
    mirroring = Mirroring(
        base.uow, stores.mirror, (wecom.contacts, wecom.tags, wecom.corp_id), members, (base.clock, base.cipher)
    )
    compared = (stores.comparisons, stores.mirror)
    looking = (wecom.contacts, wecom.budgets, mirroring)
    return Community(
        wecom=wecom,
        performance=measuring,
        sidebar=sidebar(base, stores.sidebar, beside, measuring.touches),
        live_code_desk=LiveCodeDesk(base.uow, stores.live_codes, audit, (base.clock, base.ids)),
        live_codes=LiveCodes(base.uow, stores.live_codes, wecom.live_codes, base.clock),
        greetings=Greetings(
            base.uow,
            stores.live_codes,
            (wecom.contacts, wecom.welcome, wecom.corp_id),
            members,
            (base.clock, base.ids),
        ),
        callback_desk=CallbackDesk(base.uow, base.inbox, wecom.callbacks, is_on=is_on),
        callback_handler=CallbackHandler(wecom.callbacks, stores.mirror, base.clock),
        mirroring=mirroring,
        comparison=Comparison(
            base.uow, compared, (wecom.contacts, mirroring, is_on), audit, (base.clock, base.ids, base.cipher)
        ),
        contact_desk=ContactDesk(base.uow, (stores.mirror, stores.views), looking, audit, (base.clock, is_on)),
    )
