"""One's own data and the member card, put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.assembly.base import Base
from domain.members.member_cards import MemberCards
from domain.members.privacy import Privacy
from ports.cache import Invalidation
from ports.governance.api import AuditApi
from ports.members.card import CardPictures, CardStore
from ports.members.identities import MergeStore
from ports.members.personal_data import ConsentStore, ExportStore, Leaver, LeavingStore, PersonalData
from ports.members.points import PointsLedger
from ports.members.store import MemberStore
from ports.members.views import MemberViews


@dataclass(frozen=True)
class PrivacyStores:
    """`personal_data`: the shares that modules have in the copy of one's own data; a new one is one line in wiring."""

    consents: ConsentStore
    exports: ExportStore
    leavings: LeavingStore
    personal_data: Sequence[PersonalData]
    cards: CardStore
    pictures: CardPictures


def privacy(
    base: Base, stores: PrivacyStores, merges: MergeStore, leavers: Sequence[Leaver], invalidation: Invalidation
) -> Privacy:
    return Privacy(
        base.uow,
        (stores.consents, stores.exports, stores.leavings, merges),
        (stores.personal_data, leavers),
        (base.cipher, invalidation),
        (base.clock, base.ids),
    )


def member_cards(
    base: Base,
    stores: PrivacyStores,
    others: tuple[MemberStore, MemberViews, MergeStore],
    points: PointsLedger | None,
    audit: AuditApi,
) -> MemberCards:
    """`points`: the ledger, once there is one."""
    outside = (base.cipher, stores.pictures, audit)
    return MemberCards(base.uow, (stores.cards, *others), points, outside, (base.clock, base.rng))
