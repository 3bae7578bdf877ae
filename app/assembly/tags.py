"""Tags and the profile of a member, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.members.children import Children
from domain.members.devices import Devices
from domain.members.manual_tags import ManualTags
from domain.members.member_profile import MemberProfiles
from domain.members.portraits import Portraits
from domain.members.tag_book import TagLibrary
from domain.members.tag_browser import TagBrowser
from domain.members.tag_catalogue import CATALOGUE
from domain.members.tag_desk import TagDesk
from domain.members.tag_kick import TagKick
from domain.members.tag_night import TagNight
from domain.members.tag_predicates import Tagger
from domain.members.tags_for_others import TagsForOthers
from ports.governance.api import AuditApi
from ports.members.devices import DeviceStore
from ports.members.store import MemberStore
from ports.members.tag_store import ChildStore, ManualTagStore, NightStore, TagStore
from ports.members.tag_views import MemberTimeline, ProfileViews, TagViews


@dataclass(frozen=True)
class TagStores:
    kick: TagKick
    tags: TagStore
    nights: NightStore
    manual: ManualTagStore
    children: ChildStore
    devices: DeviceStore
    views: TagViews
    profiles: ProfileViews
    timeline: MemberTimeline


@dataclass(frozen=True)
class TagServices:
    """`desk.touched` is for whoever changes what tags are made of; `manual` follows merges."""

    kick: TagKick
    desk: TagDesk
    night: TagNight
    browser: TagBrowser
    profiles: MemberProfiles
    manual: ManualTags
    for_others: TagsForOthers
    portraits: Portraits
    children: Children
    devices: Devices


def tags(base: Base, stores: TagStores, members: MemberStore, audit: AuditApi) -> TagServices:
    tagger, library = Tagger(CATALOGUE), TagLibrary(CATALOGUE)
    desk = TagDesk(base.uow, (stores.tags, stores.kick), tagger, base.clock)
    reading = (stores.tags, stores.views, stores.profiles, stores.timeline)
    return TagServices(
        kick=stores.kick,
        desk=desk,
        night=TagNight(base.uow, (stores.tags, stores.nights), CATALOGUE, base.clock),
        browser=TagBrowser(base.uow, stores.views, library),
        profiles=MemberProfiles(base.uow, reading, (tagger, library), base.clock),
        portraits=Portraits((stores.tags, stores.views, stores.profiles), (tagger, library)),
        for_others=TagsForOthers((stores.views, stores.manual), library, base.clock),
        manual=ManualTags(base.uow, (stores.manual, members), desk, audit, base.clock),
        children=Children(base.uow, stores.children, desk, (base.clock, base.ids)),
        devices=Devices(base.uow, stores.devices, base.clock),
    )
