"""The content calendar of groups, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.community.cards import Cards
from domain.community.group_post_desk import GroupPostDesk
from domain.community.group_post_sending import GroupPostSending
from domain.community.group_posts import GroupPosts
from domain.community.join_code_desk import JoinCodeDesk
from domain.community.join_codes import JoinCodes
from domain.community.post_parts import PostParts
from ports.community.group_post_views import GroupPostReads
from ports.community.group_posts import GroupPostStore, PostSendStore
from ports.community.join_codes import JoinCodeStore
from ports.community.touches import TouchIssuer
from ports.governance.api import AuditApi
from ports.outside.images import CoverMaker
from ports.outside.storage import BlobStore
from ports.outside.wecom_app import WecomApp
from ports.outside.wecom_groups import WecomGroups, WecomMassMessages


@dataclass(frozen=True)
class GroupPostStores:
    posts: GroupPostStore
    sends: PostSendStore
    views: GroupPostReads
    join_codes: JoinCodeStore


@dataclass(frozen=True)
class GroupPostParts:
    desk: GroupPostDesk
    posts: GroupPosts
    sending: GroupPostSending
    join_codes: JoinCodes
    join_code_desk: JoinCodeDesk


def group_posts(
    base: Base,
    stores: GroupPostStores,
    wecom: tuple[WecomMassMessages, WecomGroups, WecomApp, str, bool],
    asked: tuple[Cards, TouchIssuer, AuditApi],
    files: tuple[BlobStore, CoverMaker],
) -> GroupPostParts:
    """`wecom`: messages to many, groups, the application, where its messages lead to, and whether there are papers."""
    masses, rooms, app, url, is_on = wecom
    cards, touches, audit = asked
    kept = (stores.posts, stores.sends)
    parts = PostParts(base.uow, stores.posts, cards, files)
    return GroupPostParts(
        desk=GroupPostDesk(base.uow, (*kept, stores.views), cards, audit, (base.clock, base.ids)),
        posts=GroupPosts(base.uow, kept, touches, base.clock, is_on=is_on),
        sending=GroupPostSending(base.uow, kept, (masses, app, url), parts, base.clock),
        join_codes=JoinCodes(base.uow, stores.join_codes, rooms, base.clock, is_on=is_on),
        join_code_desk=JoinCodeDesk(base.uow, stores.join_codes, audit, (base.clock, base.ids)),
    )
