"""Limits of tasks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.members.task_rules import check, is_used_up, limit_text, view
from ports.kernel import Invalid
from ports.members.tasks import DoneCounts, TaskRow

SHARE = TaskRow("share", "分享给好友", "", "share", 100, "day", 3, True, 1, 1)
counts = st.builds(lambda today, before: DoneCounts(today, today + before), st.integers(0, 9), st.integers(0, 9))


@given(counts, st.integers(1, 8))
def test_a_daily_limit_looks_at_today_alone_and_a_total_one_at_all(done: DoneCounts, limit: int) -> None:
    daily = replace(SHARE, limit_count=limit)
    total = replace(daily, limit_kind="total")
    assert is_used_up(daily, done) == (done.today >= limit)
    assert is_used_up(total, done) == (done.ever >= limit)
    assert view(daily, done, False).done_count <= limit


def test_what_is_taken_on_trust_says_so() -> None:
    shown = view(SHARE, DoneCounts(1, 5), False)
    assert (shown.is_on_trust, shown.state, shown.done_count, shown.limit_text) == (
        True,
        "claimable",
        1,
        "每天最多 3 次",
    )
    assert view(SHARE, DoneCounts(3, 5), False).state == "done"
    once = replace(SHARE, kind="profile_complete", limit_kind="once", limit_count=1)
    assert [view(once, DoneCounts(0, 0), known).state for known in (False, True)] == ["open", "claimable"]
    assert view(once, DoneCounts(0, 1), True).state == "done" and limit_text(once) == "只有一次"
    assert view(replace(once, kind="first_order"), DoneCounts(0, 0), True).state == "open"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("code", {"code": "Share"}),
        ("code", {"code": "分享"}),
        ("points", {"points": 0}),
        ("points", {"points": 10_001}),
        ("limitCount", {"limit_count": 0}),
        ("limitCount", {"limit_kind": "once"}),
        ("limitKind", {"kind": "first_order"}),
        ("limitKind", {"kind": "profile_complete", "limit_kind": "total"}),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(field: str, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        check(replace(SHARE, **wrong))
    assert refused.value.field == field
    check(SHARE)
