"""Touches and what comes of them, and guides of one's own, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.community.attribution import Attribution
from domain.community.handover import Handover
from domain.community.own_performance import OwnPerformanceBook
from domain.community.performance_desk import PerformanceDesk
from domain.community.personal_guide_desk import PersonalGuideDesk
from domain.community.reply_figures import ReplyFigures
from domain.community.reply_reading import ReplyReading
from domain.community.rule_book_desk import RuleBookDesk
from domain.community.telling_guides import TellingGuides
from domain.community.touching import Touches, TouchMoves
from ports.community.attribution import AttributionStore
from ports.community.live_codes import LiveCodeStore
from ports.community.performance import PerformanceViews, TasksDone
from ports.community.personal_guides import PersonalGuideStore, PersonalGuideViews
from ports.community.replies import ReplyStore, ReplyViews
from ports.community.rule_books import RuleBooks
from ports.community.touch_store import TouchStore
from ports.community.touches import TouchResults
from ports.governance.api import AuditApi
from ports.members.api import MembersApi
from ports.outside.wecom_app import WecomApp
from ports.outside.wecom_behaviour import WecomBehaviour


@dataclass(frozen=True)
class PerformanceStores:
    touches: TouchStore
    results: TouchResults
    attribution: AttributionStore
    books: RuleBooks
    views: PerformanceViews
    tasks: TasksDone
    reply_store: ReplyStore
    reply_views: ReplyViews
    personal_guides: PersonalGuideStore
    personal_views: PersonalGuideViews


@dataclass(frozen=True)
class Performance:
    """`results`: what came of posts and chats. `desk` gives guides their own figures too, which `own` shows."""

    touches: Touches
    touch_moves: TouchMoves
    results: TouchResults
    attribution: Attribution
    rule_books: RuleBookDesk
    desk: PerformanceDesk
    own: OwnPerformanceBook
    reply_reading: ReplyReading
    handover: Handover
    telling: TellingGuides
    personal_guides: PersonalGuideDesk


def performance(
    base: Base,
    stores: PerformanceStores,
    live_codes: LiveCodeStore,
    asked: tuple[MembersApi, AuditApi],
    wecom: tuple[WecomApp, str, bool, WecomBehaviour],
) -> Performance:
    """`wecom`: the application, where its messages lead to, whether the shop has papers, and what guides did."""
    members, audit = asked
    app, url, is_on, behaviour = wecom
    handover = Handover(base.uow, (stores.personal_guides, stores.books, live_codes), members, (base.clock, base.ids))
    replies = ReplyFigures(stores.reply_views)
    desk = PerformanceDesk(base.uow, stores.views, stores.tasks, replies, base.clock)
    return Performance(
        touches=Touches(base.uow, stores.touches, (base.clock, base.ids, base.rng)),
        touch_moves=TouchMoves(stores.touches, members),
        results=stores.results,
        attribution=Attribution(stores.attribution, stores.books, members),
        rule_books=RuleBookDesk(base.uow, stores.books, stores.personal_guides, audit, base.clock),
        desk=desk,
        own=OwnPerformanceBook(base.uow, desk, stores.views, base.clock),
        reply_reading=ReplyReading(base.uow, stores.reply_store, behaviour, base.clock, is_on=is_on),
        handover=handover,
        telling=TellingGuides(base.uow, stores.personal_guides, (app, url), is_on=is_on),
        personal_guides=PersonalGuideDesk(
            base.uow, (stores.personal_guides, stores.personal_views), handover, asked, base.clock
        ),
    )
