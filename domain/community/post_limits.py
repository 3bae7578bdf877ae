"""How many posts a group may get: WeCom's limit by the calendar of Shanghai, and the shop's own per day. Pure.

A post counts for the day for which it was planned, also when it is handed over, or confirmed, after midnight.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from ports.community.post_rules import PostClash, PostRoom, PostRules, WecomLimit
from ports.kernel import DomainError, Invalid

PER_DAY_MAX = 10
SHOWN_CLASHES = 3
SPAN_WORDS: dict[WecomLimit, str] = {"month_days": "当月", "week_7": "当周", "day_1": "当天", "month_4": "当月"}


class GroupPostClash(DomainError):
    code = "community.group_post_clash"
    kind = "conflict"
    message = "有群的群发次数已满"


def check_post_rules(rules: PostRules) -> None:
    """Raises Invalid, naming the field."""
    if not 1 <= rules.per_day <= PER_DAY_MAX:
        raise Invalid(f"请填写 1 到 {PER_DAY_MAX} 条", field="perDay")
    if rules.wecom == "day_1" and rules.per_day > 1:
        raise Invalid("企业微信每天只允许 1 条，这里也只能填 1", field="perDay")


def room_of(rules: PostRules, day: date) -> PostRoom:
    """What a group may get around the day. A shop's own number never exceeds WeCom's."""
    start, end, of_span = _span(rules.wecom, day)
    return PostRoom(day, min(rules.per_day, of_span), start, end, of_span)


def _span(limit: WecomLimit, day: date) -> tuple[date, date, int]:
    if limit == "day_1":
        return day, day + timedelta(days=1), 1
    if limit == "week_7":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7), 7
    first = day.replace(day=1)
    # The 32nd day after the first of any month lies in the next one.
    end = (first + timedelta(days=31)).replace(day=1)
    return first, end, 4 if limit == "month_4" else (end - first).days


def check_clashes(clashes: Sequence[PostClash], rules: PostRules, room: PostRoom) -> None:
    """Raises GroupPostClash with the groups, and why each has no room."""
    if not clashes:
        return
    shown = "；".join(_why(one, rules, room) for one in clashes[:SHOWN_CLASHES])
    more = f"；共 {len(clashes)} 个群" if len(clashes) > SHOWN_CLASHES else ""
    raise GroupPostClash(f"{shown}{more}。请换一天或换一个群")


def _why(clash: PostClash, rules: PostRules, room: PostRoom) -> str:
    group = f"「{clash.chat_name or '未命名的群'}」"
    if clash.in_span >= room.of_span:
        return f"{group}{SPAN_WORDS[rules.wecom]}已有 {clash.in_span} 条群发，到了企业微信的上限"
    if clash.on_day >= room.per_day:
        return f"{group}当天已有 {clash.on_day} 条群发（{_short(clash.other_text)}），每个群每天最多 {room.per_day} 条"
    return f"{group}当天已有一条文字相同的群发（{_short(clash.other_text)}）"


def _short(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else ""
    return line if len(line) <= 12 else f"{line[:12]}…"
