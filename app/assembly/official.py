"""The official account 公众号, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.members.identity_desk import IdentityDesk
from domain.members.official_comparison import OfficialComparison
from domain.members.official_followers import OfficialFollowers, OfficialLeaver, OfficialPushDesk
from domain.members.tag_desk import TagDesk
from ports.governance.api import AuditApi
from ports.members.official import OfficialRuns, OfficialStore
from ports.outside.official_account import OfficialAccount, OfficialPush


@dataclass(frozen=True)
class OfficialPartner:
    """`appid` is empty in a shop without papers of an official account."""

    appid: str
    account: OfficialAccount
    push: OfficialPush


@dataclass(frozen=True)
class OfficialStores:
    followers: OfficialStore
    runs: OfficialRuns


@dataclass(frozen=True)
class OfficialServices:
    push_desk: OfficialPushDesk
    followers: OfficialFollowers
    comparison: OfficialComparison
    leaver: OfficialLeaver


def official(
    base: Base, stores: OfficialStores, partner: OfficialPartner, joined: tuple[IdentityDesk, TagDesk], audit: AuditApi
) -> OfficialServices:
    is_on, system = bool(partner.appid), (base.clock, base.ids)
    outside = (partner.account, partner.push, partner.appid)
    followers = OfficialFollowers(base.uow, stores.followers, outside, joined, system)
    return OfficialServices(
        push_desk=OfficialPushDesk(base.inbox, partner.push, is_on=is_on),
        followers=followers,
        comparison=OfficialComparison(
            base.uow, (stores.runs, stores.followers), (partner.account, followers, is_on), audit, system
        ),
        leaver=OfficialLeaver(stores.followers, base.clock),
    )
