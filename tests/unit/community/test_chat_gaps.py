"""Gaps of groups: none where both agree, and every difference is named."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.community.chat_gaps import STATE_WORDS, gap_of
from ports.community.chats import Chat, ChatReading
from ports.outside.wecom_groups import GroupFacts

AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
FACTS = GroupFacts("wr1", "春禾群", "mei", "周五开团", AT, (), (), "v1")
KNOWN = Chat("wr1", "春禾群", "mei", "周五开团", "free", "normal", 3, "v1", AT, AT, None)
CHANGES = {
    "name": ("秋禾群", "群名由「春禾群」改为「秋禾群」"),
    "owner": ("lan", "群主不同"),
    "notice": ("", "群公告不同"),
    "version": ("v2", "成员不同"),
}


@given(st.sets(st.sampled_from(sorted(CHANGES))), st.sampled_from(["normal", "owner_left", "transferring"]))
def test_what_differs_is_named_and_nothing_else(changed: set[str], state: str) -> None:
    facts = replace(FACTS, **{name: CHANGES[name][0] for name in changed})
    gap = gap_of(KNOWN, ChatReading(facts, state, AT))  # type: ignore[arg-type]
    if not changed and state == "normal":
        assert gap is None
        return
    assert gap is not None and gap.kind == "different" and gap.detail.endswith("；已更新")
    for name, (_, words) in CHANGES.items():
        assert (words in gap.detail) is (name in changed)
    assert ("状态由" in gap.detail) is (state != "normal")


def test_a_long_name_is_cut_and_an_empty_one_has_a_word() -> None:
    gap = gap_of(replace(KNOWN, name=""), ChatReading(replace(FACTS, name="群" * 50), "normal", AT))
    assert gap is not None and gap.detail == f"群名由「未命名的群」改为「{'群' * 20}…」；已更新"


def test_a_group_nobody_knew_and_one_believed_gone_are_missing() -> None:
    reading = ChatReading(FACTS, "normal", AT)
    gone = replace(KNOWN, state="dismissed", dismissed_at=AT)
    for known in (None, gone):
        gap = gap_of(known, reading)
        assert gap is not None and (gap.chat_id, gap.kind) == ("wr1", "missing")
    assert set(STATE_WORDS) == {"normal", "owner_left", "transferring", "dismissed"}
