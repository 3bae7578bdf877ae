"""What a post of the content calendar may hold, when it may change, and what a week looks like. Pure.

Operators are advised to say something 3 to 5 times a week, so that a group neither sleeps nor is muted; how much a
group may get stands in `post_limits`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from ports.community.group_posts import (
    GroupPost,
    PostAttachment,
    PostContent,
    PostSend,
    PostState,
    PostTarget,
    SendKey,
    TargetChat,
)
from ports.kernel import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEXT_BYTES_MAX, PICTURES_MAX, CHATS_MAX = 4000, 8, 2000
WEEK_MIN, WEEK_MAX = 3, 5
BY_CHAT_MAX = 200
"""Each is a call, and something that an owner has to confirm."""
DAYS_AHEAD_MAX = 92
LATE_MAX = timedelta(hours=6)
"""Who was due longer ago than that is not sent at night instead: a person plans it again."""
CHANGEABLE: tuple[PostState, ...] = ("draft", "planned")


def check_content(content: PostContent) -> None:
    """Raises Invalid, naming the field."""
    if not content.text.strip():
        raise Invalid("请填写文字内容", field="text")
    if len(content.text.encode()) > TEXT_BYTES_MAX:
        raise Invalid("文字太长，最多 4000 字节（约 1300 个汉字）", field="text")
    if len(content.picture_ids) > PICTURES_MAX or len(set(content.picture_ids)) < len(content.picture_ids):
        raise Invalid(f"图片最多 {PICTURES_MAX} 张，且不能重复", field="pictureIds")
    _check_target(content.target)
    if content.attachment is not None:
        _check_attachment(content.attachment, content)


def _check_target(target: PostTarget) -> None:
    if (target.kind == "chats") != bool(target.chat_ids):
        raise Invalid("请选择要发到哪些群", field="target")
    if len(target.chat_ids) > CHATS_MAX or len(set(target.chat_ids)) < len(target.chat_ids):
        raise Invalid(f"最多选择 {CHATS_MAX} 个群，且不能重复", field="target")


def _check_attachment(attachment: PostAttachment, content: PostContent) -> None:
    if uuid_of(attachment.ref) is None:
        raise Invalid("请选择关联的内容", field="attachment")
    if attachment.kind == "product" and (content.card is None or str(content.card.product_id) != attachment.ref):
        raise Invalid("关联商品时，小程序卡片要打开同一个商品", field="attachment")


def uuid_of(ref: str | None) -> UUID | None:
    try:
        return UUID(ref) if ref is not None else None
    except ValueError:
        return None


def check_time(planned_at: datetime, now: datetime) -> None:
    """Raises Invalid: in the past, or too far away."""
    if planned_at < now:
        raise Invalid("发送时间已经过了，请重新选择", field="plannedAt")
    if planned_at > now + timedelta(days=DAYS_AHEAD_MAX):
        raise Invalid("发送时间最多安排到三个月内", field="plannedAt")


def day_of(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def span_of(day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight in Shanghai."""
    start = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return start, start + timedelta(days=1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def gaps_of(week: date, times: Iterable[datetime]) -> tuple[date, ...]:
    """Days of the week beginning on `week` on which nothing is said."""
    said = {day_of(at) for at in times}
    days = (week + timedelta(days=number) for number in range(7))
    return tuple(day for day in days if day not in said)


def advice_of(count: int) -> str:
    """Empty where there is none."""
    if count < WEEK_MIN:
        return f"本周安排了 {count} 条，建议每周 {WEEK_MIN} 到 {WEEK_MAX} 条"
    if count > WEEK_MAX:
        return f"本周安排了 {count} 条，超过每周 {WEEK_MAX} 条容易打扰客户"
    return ""


def next_week(planned_at: datetime) -> datetime:
    """The same weekday and time of day; Shanghai has no summer time."""
    return planned_at + timedelta(days=7)


def state_of(sends: Sequence[PostSend]) -> tuple[PostState, str | None]:
    """Of a post that has begun, by its messages; and what is to be said of it."""
    if not sends:
        return "failed", "没有可以发送的群"
    states = [one.state for one in sends]
    if any(state in ("planned", "starting", "withdrawing") for state in states):
        return "sending", None
    if "unknown" in states:
        return "unknown", "有群发结果未知：请到企业微信确认是否已创建，再选择已发出或重新发送"
    failed, withdrawn = states.count("failed"), states.count("withdrawn")
    if failed == len(states):
        return "failed", sends[0].problem
    if failed + withdrawn == len(states):
        return "withdrawn", f"{failed} 条群发没有成功，其余已撤回" if failed else None
    words = [f"{failed} 条群发没有成功"] * bool(failed) + [f"{withdrawn} 条已撤回"] * bool(withdrawn)
    return "sent", "，".join(words) or None


def by_owner(of: tuple[SendKey, str | None]) -> tuple[str, str]:
    return of[0].owner, of[0].chat_id


def keys_of(post: GroupPost, chats: Sequence[TargetChat]) -> dict[SendKey, str | None]:
    """The messages of a post to these groups; and the one group of each, None where there are several."""
    if post.content.by_chat:
        return {SendKey(post.id, chat.owner, chat.chat_id): chat.chat_id for chat in chats}
    own: dict[str, list[str]] = {}
    for chat in chats:
        own.setdefault(chat.owner, []).append(chat.chat_id)
    return {SendKey(post.id, owner): ids[0] if len(ids) == 1 else None for owner, ids in own.items()}


def cause_of(key: SendKey) -> str:
    """The natural key of a message's touch."""
    return f"post:{key.post_id}:{key.owner}" + (f":{key.chat_id}" if key.chat_id else "")
