"""Customer groups, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.community.chat_comparison import ChatComparison
from domain.community.chat_comparison_desk import ChatComparisonDesk
from domain.community.group_desk import GroupDesk
from domain.community.group_inviting import GroupInviting
from domain.community.grouping import Grouping
from ports.community.chat_comparison import ChatComparisons
from ports.community.chat_views import ChatViews
from ports.community.chats import ChatStore
from ports.community.group_rules import GroupGuests
from ports.community.guide_tasks import GuideTasks
from ports.community.rule_books import RuleBooks
from ports.governance.api import AuditApi
from ports.outside.wecom import WecomContacts
from ports.outside.wecom_groups import WecomGroups


@dataclass(frozen=True)
class GroupStores:
    chats: ChatStore
    comparisons: ChatComparisons
    views: ChatViews
    guests: GroupGuests


@dataclass(frozen=True)
class Groups:
    grouping: Grouping
    comparison: ChatComparison
    comparison_desk: ChatComparisonDesk
    desk: GroupDesk
    inviting: GroupInviting
    stores: GroupStores


def groups(
    base: Base,
    stores: GroupStores,
    wecom: tuple[WecomGroups, WecomContacts, bool],
    asked: tuple[RuleBooks, GuideTasks, AuditApi],
) -> Groups:
    """`wecom`: and whether the shop has papers of it."""
    books, tasks, audit = asked
    grouping = Grouping(base.uow, stores.chats, wecom[0], base.clock)
    compared = (stores.comparisons, stores.chats)
    return Groups(
        stores=stores,
        grouping=grouping,
        comparison=ChatComparison(base.uow, compared, wecom, grouping, base.clock),
        comparison_desk=ChatComparisonDesk(
            base.uow, (stores.comparisons, stores.views), audit, base.clock, is_on=wecom[2]
        ),
        desk=GroupDesk(base.uow, (stores.chats, stores.views), audit, base.clock),
        inviting=GroupInviting(base.uow, (stores.guests, books), tasks, audit, base.clock),
    )
