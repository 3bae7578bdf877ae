"""Where the mirror of a group and WeCom differ, in words: what it was, and what was done about it. Pure."""

from ports.community.chat_comparison import ChatGap
from ports.community.chats import Chat, ChatReading, ChatState

NAME_SHOWN = 20
STATE_WORDS: dict[ChatState, str] = {
    "normal": "正常",
    "owner_left": "群主已离职",
    "transferring": "正在转接",
    "dismissed": "已解散",
}
GONE = "企业微信中已经没有这个群，已记为解散"


def gap_of(known: Chat | None, reading: ChatReading) -> ChatGap | None:
    """None: they agree. Members are told apart by WeCom's version of them."""
    chat_id = reading.facts.chat_id
    if known is None:
        return ChatGap(chat_id, "missing", "没有收到建群的通知，已补上")
    if known.state == "dismissed":
        return ChatGap(chat_id, "missing", "记录为已解散，企业微信中仍在，已恢复")
    found = _differences(known, reading)
    return ChatGap(chat_id, "different", f"{'，'.join(found)}；已更新") if found else None


def extra(chat_id: str) -> ChatGap:
    return ChatGap(chat_id, "extra", GONE)


def _differences(known: Chat, reading: ChatReading) -> list[str]:
    facts, found = reading.facts, []
    if known.name != facts.name:
        found.append(f"群名由「{_short(known.name)}」改为「{_short(facts.name)}」")
    if known.state != reading.state:
        found.append(f"状态由{STATE_WORDS[known.state]}变为{STATE_WORDS[reading.state]}")
    if known.owner != facts.owner:
        found.append("群主不同")
    if known.notice != facts.notice:
        found.append("群公告不同")
    if known.version != facts.version:
        found.append("成员不同")
    return found


def _short(name: str) -> str:
    name = name or "未命名的群"
    return name if len(name) <= NAME_SHOWN else f"{name[:NAME_SHOWN]}…"
