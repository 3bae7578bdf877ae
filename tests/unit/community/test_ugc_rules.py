"""Reviews and posts: nobody moves them where they may not, and the order of verdicts does not matter."""

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.community import ugc_rules as rules
from domain.community.ugc_rules import Decision, FollowUpClosed, UgcMoved
from ports.community.ugc import BoughtLine, Check, CheckState, LineNotFound, NotReviewable, Ugc, UgcState
from ports.community.ugc_words import masked
from ports.kernel import Invalid, LineId, MemberId, OrderId, ProductId, SkuId

NOW = datetime(2026, 11, 28, tzinfo=UTC)
ALL: tuple[UgcState, ...] = ("submitted", "checking", "in_review", "visible", "hidden", "refused", "deleted")
STATES: tuple[CheckState, ...] = ("open", "asked", "pass", "review", "risky", "failed")
LINE = BoughtLine(LineId(uuid4()), OrderId(uuid4()), ProductId(uuid4()), SkuId(uuid4()), "", True, 1, None)


def written(state: UgcState = "submitted", **more: object) -> Ugc:
    given_ = {
        "id": uuid4(),
        "kind": "review",
        "member_id": MemberId(uuid4()),
        "order_id": OrderId(uuid4()),
        "line_id": LineId(uuid4()),
        "product_id": ProductId(uuid4()),
        "sku_id": SkuId(uuid4()),
        "option_text": "",
        "parent_id": None,
        "stars": 5,
        "body": "很好",
        "is_anonymous": False,
        "picture_count": 0,
        "state": state,
        "doubt": "verdict" if state == "in_review" else None,
        "reason": "",
        "made_at": NOW,
        "check_by": NOW + timedelta(minutes=30),
        "shown_at": None,
        "version": 1,
    } | more
    return Ugc(**given_)  # type: ignore[arg-type]


def checks(*states: CheckState) -> tuple[Check, ...]:
    return tuple(Check(UUID(int=place + 1), place, state, 20008) for place, state in enumerate(states))


@given(st.lists(st.sampled_from(STATES), max_size=4))
def test_it_is_shown_only_when_everything_has_passed(states: list[CheckState]) -> None:
    decision = rules.concluded(checks(*states))
    assert (decision is not None and decision.state == "visible") == all(state == "pass" for state in states)
    if "risky" in states:
        assert decision is not None and decision.state == "refused" and "欺诈" in decision.reason
    elif {"open", "asked"} & set(states):
        assert decision is None


@given(st.lists(st.sampled_from(("pass", "review", "risky", "failed")), min_size=1, max_size=4))
def test_verdicts_may_come_in_any_order(told: list[CheckState]) -> None:
    ends: set[UgcState] = set()
    for order in itertools.permutations(range(len(told))):
        ugc, states = written("checking"), ["asked"] * len(told)
        for place in order:
            states[place] = told[place]
            decision = rules.by_machine(ugc, checks(*states))  # type: ignore[arg-type]
            if decision is not None:
                ugc = rules.moved(ugc, "machine", decision, NOW)
        ends.add(ugc.state)
    assert len(ends) == 1


@given(st.sampled_from(ALL), st.lists(st.sampled_from(STATES), max_size=3))
def test_the_machine_leaves_alone_what_a_person_decides(state: UgcState, states: list[CheckState]) -> None:
    decision = rules.by_machine(written(state), checks(*states))
    assert decision is None or state in rules.WAITS


def test_a_verdict_that_comes_after_all_ends_the_waiting() -> None:
    waiting = written("in_review", doubt="no_verdict")
    passed = rules.by_machine(waiting, checks("pass", "pass"))
    assert passed is not None and rules.moved(waiting, "machine", passed, NOW).state == "visible"
    assert rules.by_machine(waiting, checks("pass", "asked")) is None
    assert rules.by_machine(written("in_review", doubt="verdict"), checks("pass")) is None


@given(st.sampled_from(ALL), st.sampled_from(ALL), st.sampled_from(("author", "machine", "clock", "operator")))
def test_moves(before: UgcState, after: UgcState, decider: str) -> None:
    decision = Decision(after, "原因", "verdict" if after == "in_review" else None)
    try:
        moved = rules.moved(written(before), decider, decision, NOW)  # type: ignore[arg-type]
    except UgcMoved:
        return
    assert before != "deleted" and moved.version == 2
    if after == "visible":
        assert decider in ("machine", "operator") and moved.shown_at == NOW
    assert (moved.doubt is not None) == (after == "in_review")
    assert decider != "author" or after == "deleted"


@given(st.lists(st.sampled_from(ALL), min_size=1, max_size=8), st.integers(1, 5), st.integers(0, 9))
def test_figures_are_what_is_visible(states: list[UgcState], stars: int, pictures: int) -> None:
    ugc, count = written(stars=stars, picture_count=pictures), 0
    for state in states:
        after = replace(ugc, state=state)
        change = rules.counted(ugc, after)
        count += change.sign if change else 0
        ugc = after
    assert count == (ugc.state == "visible")


def test_follow_ups_and_posts_do_not_count() -> None:
    for kind in ("follow_up", "post"):
        ugc = written("checking", kind=kind, stars=None)
        assert rules.counted(ugc, replace(ugc, state="visible")) is None


def test_what_may_be_reviewed() -> None:
    assert rules.check_line(LINE) is LINE
    with pytest.raises(LineNotFound):
        rules.check_line(None)
    for line in (replace(LINE, is_completed=False), replace(LINE, kept=0)):
        with pytest.raises(NotReviewable):
            rules.check_line(line)


def test_follow_ups_have_their_time() -> None:
    rules.check_follow_up(written("visible"), NOW + timedelta(days=180))
    for review, at in (
        (written("visible"), NOW + timedelta(days=181)),
        (written("hidden"), NOW),
        (written("visible", kind="post"), NOW),
    ):
        with pytest.raises(FollowUpClosed):
            rules.check_follow_up(review, at)


def test_words() -> None:
    assert rules.body_of("  好\r\n用 ") == "好\n用"
    for body in ("字" * 501, "坏\x00字"):
        with pytest.raises(Invalid):
            rules.body_of(body)


def test_worth() -> None:
    assert rules.is_worthy(written(body="字" * 15)) and rules.is_worthy(written(body="", picture_count=1))
    assert not rules.is_worthy(written(body="字" * 14)) and not rules.is_worthy(written(kind="post", picture_count=3))


@given(st.text(min_size=1, max_size=12))
def test_names_are_masked(name: str) -> None:
    assert masked(name, is_anonymous=False) == f"{name[0]}**"
    assert masked(name, is_anonymous=True) == "匿名用户"
