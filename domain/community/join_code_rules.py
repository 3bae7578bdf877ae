"""Which groups a join code leads to. Pure."""

from collections.abc import Mapping, Sequence

from ports.community.join_codes import ChatFill, JoinCodeRules
from ports.kernel import Invalid

TOLD_MAX = 5
"""WeCom takes no more groups for a code (C.9)."""
GROUP_MAX, LIMIT_DEFAULT = 200, 195
NAME_MAX, ROOM_NAME_MAX, CHATS_MAX = 20, 20, 100
FULL = "所有群都已满或已解散：请加入新的群"
LAST = "没有备用的群了，最后一个群满后新客户进不来：请加入新的群"


def chosen(rules: JoinCodeRules, fills: Mapping[str, ChatFill]) -> tuple[str, ...]:
    """The first five that are neither full nor gone, in their order."""
    return tuple(chat_id for chat_id in rules.chat_ids if is_open(rules, fills.get(chat_id)))[:TOLD_MAX]


def is_open(rules: JoinCodeRules, fill: ChatFill | None) -> bool:
    return fill is not None and not fill.is_gone and fill.members < rules.limit


def warning_of(rules: JoinCodeRules, fills: Mapping[str, ChatFill]) -> str | None:
    """What the operator is to be told while WeCom opens no groups by itself."""
    if rules.makes_rooms:
        return None
    count = sum(is_open(rules, fills.get(chat_id)) for chat_id in rules.chat_ids)
    return FULL if count == 0 else LAST if count == 1 else None


def checked(rules: JoinCodeRules, known: Sequence[str]) -> None:
    """Raises Invalid, naming the field. `known`: groups that there are."""
    if not rules.name.strip() or len(rules.name) > NAME_MAX:
        raise Invalid(f"名称请填写 1 到 {NAME_MAX} 个字", field="name")
    if not rules.chat_ids or len(rules.chat_ids) > CHATS_MAX or len(set(rules.chat_ids)) < len(rules.chat_ids):
        raise Invalid(f"请选择 1 到 {CHATS_MAX} 个群，且不能重复", field="chatIds")
    if not set(rules.chat_ids) <= set(known):
        raise Invalid("有群已解散或不存在，请重新选择", field="chatIds")
    if not 1 <= rules.limit <= GROUP_MAX:
        raise Invalid(f"人数上限请填写 1 到 {GROUP_MAX}", field="limit")
    if rules.makes_rooms and not 0 < len(rules.room_name.strip()) <= ROOM_NAME_MAX:
        raise Invalid(f"自动建群时，群名请填写 1 到 {ROOM_NAME_MAX} 个字", field="roomName")
