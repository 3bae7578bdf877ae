"""Reviews and posts, put together."""

from dataclasses import dataclass
from datetime import timedelta

from app.assembly.base import Base
from domain.community.ugc_checking import UgcChecking
from domain.community.ugc_desk import UgcDesk
from domain.community.ugc_member_moves import UgcMemberMoves
from domain.community.ugc_moving import UgcMover
from domain.community.ugc_reading import UgcReading
from domain.community.ugc_writing import UgcWriting
from ports.community.ugc import UgcStore
from ports.community.ugc_views import UgcViews
from ports.governance.api import AuditApi
from ports.members.api import MembersApi
from ports.outside.content_check import ContentCheck


@dataclass(frozen=True)
class UgcStores:
    rows: UgcStore
    views: UgcViews


@dataclass(frozen=True)
class ContentChecking:
    """`public_url` is where WeChat fetches pictures; `wait`: how long it has before a person looks."""

    check: ContentCheck
    public_url: str
    wait: timedelta


@dataclass(frozen=True)
class Ugc:
    """`views` is what other parts of the community read: `featured`."""

    writing: UgcWriting
    checking: UgcChecking
    reading: UgcReading
    desk: UgcDesk
    member_moves: UgcMemberMoves
    views: UgcViews


def ugc(base: Base, stores: UgcStores, outside: ContentChecking, asked: tuple[MembersApi, AuditApi]) -> Ugc:
    members, audit = asked
    system, both = (base.clock, base.ids), (stores.rows, stores.views)
    mover = UgcMover(stores.rows, system)
    return Ugc(
        writing=UgcWriting(base.uow, both, mover, system, outside.wait),
        checking=UgcChecking(base.uow, stores.rows, mover, (outside.check, members, outside.public_url), base.clock),
        reading=UgcReading(base.uow, both, mover, system),
        desk=UgcDesk(base.uow, both, mover, audit, base.clock),
        member_moves=UgcMemberMoves(stores.rows, mover, members),
        views=stores.views,
    )
