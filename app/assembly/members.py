"""Members, put together."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.assembly.base import Base
from app.assembly.identities import IdentityServices, IdentityStores, identities
from app.assembly.levels import LevelServices, LevelStores, levels
from app.assembly.official import OfficialPartner, OfficialServices, OfficialStores, official
from app.assembly.play import PlayServices, PlayStores, play
from app.assembly.points import PointsServices, PointsStores, points
from app.assembly.privacy import PrivacyStores, member_cards, privacy
from app.assembly.subscriptions import SubscriptionServices, SubscriptionStores, paid_memberships
from app.assembly.tags import TagServices, TagStores, tags
from app.http.sessions import ShopperSessions
from domain.members.addresses import Addresses
from domain.members.enrolment import Enrolment
from domain.members.group_entries import GroupEntries
from domain.members.identity import Identity
from domain.members.member_activity import MemberActivity
from domain.members.member_cards import MemberCards
from domain.members.messages import Messages
from domain.members.privacy import Privacy
from domain.members.reactions import MemberReactions
from ports.cache import Invalidation
from ports.governance.api import AuditApi
from ports.members.enrolment import EnrolmentStore
from ports.members.identities import IdentityStore, MergeStore
from ports.members.merge_views import MergeReads
from ports.members.personal_data import Leaver
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
    identities: IdentityStore
    merges: MergeStore
    merge_reads: MergeReads
    own_data: PrivacyStores
    club_data: Leaver
    official: OfficialStores


@dataclass(frozen=True)
class Members:
    identity: Identity
    enrolment: Enrolment
    addresses: Addresses
    messages: Messages
    reactions: MemberReactions
    activity: MemberActivity
    sessions: ShopperSessions
    points: PointsServices
    levels: LevelServices
    play: PlayServices
    subscriptions: SubscriptionServices
    tags: TagServices
    identities: IdentityServices
    privacy: Privacy
    cards: MemberCards
    official: OfficialServices


def members(
    base: Base,
    stores: MemberStores,
    wechat: tuple[MiniProgram, GroupProofs, OfficialPartner],
    templates: tuple[Mapping[str, str], bool],
    others: tuple[Invalidation, PaymentsApi, ContractsApi, AuditApi],
) -> Members:
    """`templates`: purpose to template id, and whether WeChat's push counts the grants."""
    mini_program, proofs, account = wechat
    invalidation, payments, contracts, audit = others
    system, told = (base.clock, base.ids), (invalidation, audit)
    messages = Messages(base.uow, stores.messages, mini_program, templates, system)
    booking = points(base, stores.points, stores.members, audit)
    tagging = tags(base, stores.tags, stores.members, audit)
    growing = levels(base, stores.levels, audit, (stores.merges, tagging.desk), booking.book)
    playing = play(base, stores.play, (booking.book, growing.growth), audit)
    paying = paid_memberships(base, stores.subscriptions, messages, (payments, contracts, audit))
    activity = MemberActivity(growing.growth, tagging.desk)
    # The parts of members that keep rows of a member; a new one is one line here.
    followers = (growing.follower, playing.follower, paying.follower, tagging.manual, booking.follower)
    known = IdentityStores(stores.members, stores.identities, stores.merges, stores.merge_reads)
    identifying = identities(base, known, followers, told)
    following = official(base, stores.official, account, (identifying.desk, tagging.desk), audit)
    leavers = (paying.leaver, stores.club_data, booking.leaver, following.leaver)
    identity = Identity(
        base.uow,
        (stores.members, stores.addresses, stores.views),
        (mini_program, base.cipher, invalidation),
        (base.clock, base.ids, base.rng),
        (
            GroupEntries(stores.members, proofs, base.cipher),
            identifying.desk,
            stores.merges,
            stores.own_data.consents,
            activity,
        ),
    )
    return Members(
        identity=identity,
        enrolment=Enrolment(base.uow, stores.enrolment, base.cipher, tagging.desk, system),
        addresses=Addresses(base.uow, stores.addresses, base.cipher, system),
        messages=messages,
        reactions=MemberReactions(messages),
        activity=activity,
        sessions=ShopperSessions(identity.session_member),
        points=booking,
        levels=growing,
        play=playing,
        subscriptions=paying,
        tags=tagging,
        identities=identifying,
        privacy=privacy(base, stores.own_data, stores.merges, leavers, invalidation),
        official=following,
        cards=member_cards(base, stores.own_data, (stores.members, stores.views, stores.merges), booking.book, audit),
    )
