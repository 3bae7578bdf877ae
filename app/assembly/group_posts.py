"""The content calendar of groups, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.community.cards import Cards
from domain.community.group_post_deciding import GroupPostDeciding
from domain.community.group_post_desk import GroupPostDesk
from domain.community.group_post_rule_desk import GroupPostRuleDesk
from domain.community.group_post_sending import GroupPostSending
from domain.community.group_post_tasks import ConfirmTasks
from domain.community.group_post_withdrawing import GroupPostWithdrawing
from domain.community.group_posts import GroupPosts
from domain.community.join_code_desk import JoinCodeDesk
from domain.community.join_codes import JoinCodes
from domain.community.post_parts import PostParts
from ports.community.group_post_views import GroupPostReads
from ports.community.group_posts import GroupPostStore, PostSendStore
from ports.community.guide_tasks import GuideTasks
from ports.community.join_codes import JoinCodeStore
from ports.community.post_rules import PostRoomStore, PostUseReads
from ports.community.rule_books import RuleBooks
from ports.community.touches import TouchIssuer
from ports.community.ugc_views import UgcViews
from ports.governance.api import AuditApi
from ports.outside.images import CoverMaker
from ports.outside.storage import BlobStore
from ports.outside.wecom_app import WecomApp
from ports.outside.wecom_groups import WecomGroups, WecomMassMessages


@dataclass(frozen=True)
class GroupPostStores:
    posts: GroupPostStore
    sends: PostSendStore
    room: PostRoomStore
    use: PostUseReads
    views: GroupPostReads
    join_codes: JoinCodeStore


@dataclass(frozen=True)
class GroupPostParts:
    desk: GroupPostDesk
    deciding: GroupPostDeciding
    rules: GroupPostRuleDesk
    posts: GroupPosts
    sending: GroupPostSending
    withdrawing: GroupPostWithdrawing
    join_codes: JoinCodes
    join_code_desk: JoinCodeDesk


@dataclass(frozen=True)
class PostAsked:
    """What the calendar asks of other parts of the community."""

    cards: Cards
    touches: TouchIssuer
    tasks: GuideTasks
    books: RuleBooks
    ugc: UgcViews
    audit: AuditApi


def group_posts(
    base: Base,
    stores: GroupPostStores,
    wecom: tuple[WecomMassMessages, WecomGroups, WecomApp, str, bool],
    asked: PostAsked,
    files: tuple[BlobStore, CoverMaker],
) -> GroupPostParts:
    """`wecom`: messages to many, groups, the application, where its messages lead to, and whether there are papers."""
    masses, rooms, app, url, is_on = wecom
    kept, ruled = (stores.posts, stores.sends), (stores.room, asked.books)
    parts = PostParts(base.uow, stores.posts, asked.cards, files)
    tasks = ConfirmTasks(asked.tasks, base.clock)
    reads = (stores.views, stores.use, asked.ugc)
    return GroupPostParts(
        desk=GroupPostDesk(base.uow, (stores.posts, *ruled), reads, (asked.cards, asked.audit), (base.clock, base.ids)),
        deciding=GroupPostDeciding(base.uow, (*kept, *ruled, stores.views), tasks, asked.audit, base.clock),
        rules=GroupPostRuleDesk(base.uow, asked.books, asked.audit, base.clock),
        posts=GroupPosts(base.uow, (*kept, *ruled), (asked.touches, tasks), base.clock, is_on=is_on),
        sending=GroupPostSending(base.uow, kept, (masses, app, url), (parts, tasks), base.clock),
        withdrawing=GroupPostWithdrawing(base.uow, kept, masses, (tasks, asked.touches), base.clock),
        join_codes=JoinCodes(base.uow, stores.join_codes, rooms, base.clock, is_on=is_on),
        join_code_desk=JoinCodeDesk(base.uow, stores.join_codes, asked.audit, (base.clock, base.ids)),
    )
