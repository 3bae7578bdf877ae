"""Members, put together."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.assembly.base import Base
from app.assembly.levels import LevelServices, LevelStores, levels
from app.assembly.play import PlayServices, PlayStores, play
from app.assembly.points import PointsServices, PointsStores, points
from app.assembly.subscriptions import SubscriptionServices, SubscriptionStores, paid_memberships
from app.assembly.tags import TagServices, TagStores, tags
from app.http.sessions import ShopperSessions
from domain.members.addresses import Addresses
from domain.members.enrolment import Enrolment
from domain.members.group_entries import GroupEntries
from domain.members.identity import Identity
from domain.members.messages import Messages
from domain.members.reactions import MemberReactions
from ports.cache import Invalidation
from ports.governance.api import AuditApi
from ports.members.enrolment import EnrolmentStore
from ports.members.store import AddressStore, MemberStore, MessageStore
from ports.members.views import MemberViews
from ports.outside.wechat import GroupProofs, MiniProgram
from ports.payments.api import ContractsApi, PaymentsApi


@dataclass(frozen=True)
class MemberStores:
    members: MemberStore
    addresses: AddressStore
    messages: MessageStore
    views: MemberViews
    enrolment: EnrolmentStore
    points: PointsStores
    levels: LevelStores
    play: PlayStores
    subscriptions: SubscriptionStores
    tags: TagStores


@dataclass(frozen=True)
class Members:
    identity: Identity
    enrolment: Enrolment
    addresses: Addresses
    messages: Messages
    reactions: MemberReactions
    sessions: ShopperSessions
    points: PointsServices
    levels: LevelServices
    play: PlayServices
    subscriptions: SubscriptionServices
    tags: TagServices


def members(
    base: Base,
    stores: MemberStores,
    wechat: tuple[MiniProgram, GroupProofs],
    templates: tuple[Mapping[str, str], bool],
    others: tuple[Invalidation, PaymentsApi, ContractsApi, AuditApi],
) -> Members:
    """`templates`: purpose to template id, and whether WeChat's push counts the grants."""
    mini_program, proofs = wechat
    invalidation, payments, contracts, audit = others
    system = (base.clock, base.ids)
    identity = Identity(
        base.uow,
        (stores.members, stores.addresses, stores.views),
        (mini_program, base.cipher, invalidation),
        (base.clock, base.ids, base.rng),
        GroupEntries(stores.members, proofs, base.cipher),
    )
    booking = points(base, stores.points, stores.members, audit)
    messages = Messages(base.uow, stores.messages, mini_program, templates, system)
    return Members(
        identity=identity,
        enrolment=Enrolment(base.uow, stores.enrolment, base.cipher, system),
        addresses=Addresses(base.uow, stores.addresses, base.cipher, system),
        messages=messages,
        reactions=MemberReactions(messages),
        sessions=ShopperSessions(identity.session_member),
        points=booking,
        levels=levels(base, stores.levels, audit, booking.book),
        play=play(base, stores.play, booking.book, audit),
        subscriptions=paid_memberships(base, stores.subscriptions, messages, (payments, contracts, audit)),
        tags=tags(base, stores.tags, stores.members, audit),
    )
