"""What the community does beside its calls: jobs, and sweeps."""

from collections.abc import Mapping

from app.actors.deliver import Handler
from app.actors.sweep import Sweep
from app.assembly.community import Community
from ports.community.chats import FetchGroup
from ports.community.group_posts import (
    FindGroupPost,
    ReadGroupPost,
    RemindOfGroupPost,
    SendGroupPost,
    WithdrawGroupPost,
)
from ports.community.jobs import (
    FetchContact,
    FetchStaff,
    FetchTags,
    GreetContact,
    KeepLiveCode,
    TagContact,
    TellGuideTask,
)
from ports.community.join_codes import KeepJoinCode
from ports.community.leavers import NeutraliseRemark
from ports.community.losses import TellLoss
from ports.community.moments import FindMoment, FollowMoment, HandOverMoment, RemindOfMoment, StopMoment
from ports.community.personal_guides import TellPersonalGuide
from ports.community.tag_links import MakeTagLink, PushTags
from ports.community.transfers import FetchUnassigned, LookAtTransfer, StartTransfer
from ports.community.ugc import CheckUgc
from ports.kernel import Job


def community_jobs(c: Community) -> Mapping[type[Job], Handler]:
    return {
        FetchContact: c.mirroring.on_fetch_contact,
        FetchStaff: c.mirroring.on_fetch_staff,
        FetchTags: c.mirroring.on_fetch_tags,
        FetchGroup: c.groups.grouping.on_fetch,
        KeepLiveCode: c.live_codes.on_keep,
        GreetContact: c.greetings.on_greet,
        TagContact: c.greetings.on_tag,
        TellGuideTask: c.sidebar.tasks.on_tell,
        NeutraliseRemark: c.leavers.on_neutralise,
        TellLoss: c.losses.on_tell,
        StartTransfer: c.transfers.on_start,
        LookAtTransfer: c.transfers.on_look,
        TellPersonalGuide: c.performance.telling.on_tell,
        SendGroupPost: c.group_posts.sending.on_send,
        FindGroupPost: c.group_posts.sending.on_find,
        ReadGroupPost: c.group_posts.sending.on_read,
        RemindOfGroupPost: c.group_posts.sending.on_remind,
        HandOverMoment: c.moments.sending.on_hand_over,
        FindMoment: c.moments.sending.on_find,
        StopMoment: c.moments.sending.on_stop,
        FollowMoment: c.moments.following.on_follow,
        RemindOfMoment: c.moments.following.on_remind,
        WithdrawGroupPost: c.group_posts.withdrawing.on_withdraw,
        KeepJoinCode: c.group_posts.join_codes.on_keep,
        MakeTagLink: c.tag_links.on_make,
        PushTags: c.tag_links.on_push,
        CheckUgc: c.ugc.checking.on_check,
        FetchUnassigned: c.transfers.on_fetch_unassigned,
    }


def community_sweeps(c: Community) -> Mapping[str, Sweep]:
    return {
        "community.open_comparison": Sweep(c.comparison.open_due, 20),
        "community.turn_live_codes": Sweep(c.live_codes.turn, 30),
        "community.forget_guide_sessions": Sweep(c.sidebar.access.forget_sessions, 3600),
        "community.tell_guide_tasks": Sweep(c.sidebar.tasks.tell_due, 10),
        "community.compare": Sweep(c.comparison.go_on, 3),
        "community.open_group_comparison": Sweep(c.groups.comparison.open_due, 20),
        "community.invite_to_groups": Sweep(c.groups.inviting.ask_due, 120),
        "community.compare_groups": Sweep(c.groups.comparison.go_on, 3),
        "community.assign_guides": Sweep(c.performance.handover.assign_due, 600),
        "community.replace_guides": Sweep(c.performance.handover.replace_left, 60),
        "community.read_replies": Sweep(c.performance.reply_reading.read_due, 300),
        "community.open_group_posts": Sweep(c.group_posts.posts.open_due, 15),
        "community.look_after_group_posts": Sweep(c.group_posts.posts.look_after, 30),
        "community.open_moments": Sweep(c.moments.moments.open_due, 15),
        "community.look_after_moments": Sweep(c.moments.moments.look_after, 30),
        "community.turn_join_codes": Sweep(c.group_posts.join_codes.turn, 30),
        "community.neutralise_remarks": Sweep(c.leavers.neutralise_due, 60),
        "community.push_tags": Sweep(c.tag_links.push_due, 30),
        "community.pull_tags": Sweep(c.tag_links.pull_due, 30),
        "community.hand_over_ugc": Sweep(c.ugc.checking.hand_over, 20),
        "community.look_at_transfers": Sweep(c.transfers.look_at_due, 60),
    }
