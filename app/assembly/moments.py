"""Moments, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.community.cards import Cards
from domain.community.moment_desk import MomentDesk
from domain.community.moment_following import MomentFollowing
from domain.community.moment_sending import MomentSending
from domain.community.moments import Moments
from domain.community.post_parts import PostParts
from ports.community.group_posts import GroupPostStore
from ports.community.moment_views import MomentReads
from ports.community.moments import MomentProgress, MomentStore
from ports.community.touches import TouchIssuer
from ports.governance.api import AuditApi
from ports.outside.images import CoverMaker
from ports.outside.storage import BlobStore
from ports.outside.wecom_app import WecomApp
from ports.outside.wecom_moments import WecomMoments


@dataclass(frozen=True)
class MomentStores:
    moments: MomentStore
    progress: MomentProgress
    views: MomentReads


@dataclass(frozen=True)
class MomentWecom:
    """Where links of moments lead to, where messages to guides do, and whether there are papers."""

    moments: WecomMoments
    app: WecomApp
    shop_url: str
    sidebar_url: str
    is_on: bool


@dataclass(frozen=True)
class MomentServices:
    desk: MomentDesk
    moments: Moments
    sending: MomentSending
    following: MomentFollowing


def moments(
    base: Base,
    stores: tuple[MomentStores, GroupPostStore],
    wecom: MomentWecom,
    asked: tuple[Cards, TouchIssuer, AuditApi],
    files: tuple[BlobStore, CoverMaker],
) -> MomentServices:
    """Pictures of the media library are read through the store of posts."""
    own, posts = stores
    cards, touches, audit = asked
    kept = (own.moments, own.progress)
    parts = PostParts(base.uow, posts, cards, files)
    return MomentServices(
        desk=MomentDesk(base.uow, (own.moments, own.views, posts), cards, audit, (base.clock, base.ids)),
        moments=Moments(base.uow, kept, touches, base.clock, is_on=wecom.is_on),
        sending=MomentSending(base.uow, own.moments, (wecom.moments, wecom.shop_url), parts, base.clock),
        following=MomentFollowing(base.uow, kept, (wecom.moments, wecom.app, wecom.sidebar_url), base.clock),
    )
