"""Reviews and posts: what may be written, who may move them where, and what verdicts amount to. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from ports.community.ugc import (
    BoughtLine,
    Check,
    Counted,
    Decider,
    Doubt,
    LineNotFound,
    NotReviewable,
    Ugc,
    UgcState,
)
from ports.community.ugc_words import DOUBTS, FOLLOW_UP_WITHIN, label_text
from ports.kernel import DomainError, Invalid

BODY_MAX, POST_BODY_MAX, PICTURES_MAX, PRODUCTS_MAX = 500, 1000, 9, 3
REASON_MAX, REPLY_MAX = 100, 300
UNDO_WITHIN = timedelta(minutes=10)
WORTHY_LENGTH = 15
"""So many characters, or a picture, make a review worth points."""
WAITS: frozenset[UgcState] = frozenset({"submitted", "checking"})
GONE: frozenset[UgcState] = frozenset({"deleted"})

MOVES: dict[Decider, dict[UgcState, frozenset[UgcState]]] = {
    "machine": {
        "submitted": frozenset({"checking", "in_review", "visible", "refused"}),
        "checking": frozenset({"in_review", "visible", "refused"}),
        "in_review": frozenset({"visible", "refused"}),
    },
    "clock": {"submitted": frozenset({"in_review"}), "checking": frozenset({"in_review"})},
    "operator": {
        "in_review": frozenset({"visible", "refused"}),
        "visible": frozenset({"hidden", "in_review", "refused"}),
        "hidden": frozenset({"visible", "in_review"}),
        "refused": frozenset({"visible", "in_review"}),
    },
    "author": {
        state: frozenset[UgcState]({"deleted"})
        for state in ("submitted", "checking", "in_review", "visible", "hidden", "refused")
    },
}
"""Nobody but an operator shows what a person was asked about, save that late verdicts end the waiting for them."""


class UgcMoved(DomainError):
    """Somebody else was quicker, or it is not to be moved so."""

    code = "community.ugc_moved"
    message = "这条内容的状态刚刚变了，请刷新后再处理"


class FollowUpClosed(DomainError):
    code = "community.follow_up_closed"
    message = "评价展示后 180 天内可以追评"


class Decision(Struct, frozen=True):
    """Where it goes, and why. `doubt` with `in_review` alone."""

    state: UgcState
    reason: str
    doubt: Doubt | None = None


def body_of(given: str, length_max: int = BODY_MAX) -> str:
    """Without blanks at its ends, lines ended alike. Raises Invalid."""
    body = given.replace("\r\n", "\n").strip()
    if len(body) > length_max:
        raise Invalid(f"最多 {length_max} 个字", field="body")
    if any(ord(one) < 32 and one not in "\n\t" for one in body):
        raise Invalid("内容里有不能显示的字符", field="body")
    return body


def check_line(line: BoughtLine | None) -> BoughtLine:
    """Raises LineNotFound, NotReviewable."""
    if line is None:
        raise LineNotFound
    if not line.is_completed:
        raise NotReviewable
    if line.kept <= 0:
        raise NotReviewable("已经全部退款的商品不能评价")
    return line


def check_follow_up(review: Ugc, now: datetime) -> None:
    """Raises FollowUpClosed."""
    if review.kind != "review" or review.state != "visible":
        raise FollowUpClosed
    if now > review.made_at + FOLLOW_UP_WITHIN:
        raise FollowUpClosed("写下评价已经超过 180 天，不能再追评了")


def concluded(checks: Sequence[Check]) -> Decision | None:
    """What the verdicts amount to. None: some are not there yet, and none of the others forbids it.

    The worst of them counts, so that their order does not matter.
    """
    for check in checks:
        if check.state == "risky":
            return Decision("refused", f"{_part(check)}疑似包含{_subject(check)}内容，没有通过检测，修改后可以重新发布")
    if any(check.state in ("open", "asked") for check in checks):
        return None
    for check in checks:
        if check.state == "review":
            return Decision("in_review", f"{_part(check)}可能涉及{_subject(check)}", "verdict")
    for check in checks:
        if check.state == "failed":
            return Decision("in_review", check.note or DOUBTS["check_failed"], "check_failed")
    return Decision("visible", "微信检测通过" if checks else "没有需要检测的内容")


def by_machine(ugc: Ugc, checks: Sequence[Check]) -> Decision | None:
    """What the machine does now: None, nothing. Whatever a person has decided, or is asked about, stays theirs;
    where only a verdict was missing, the verdict that has come after all ends the waiting."""
    if ugc.state not in WAITS and not (ugc.state == "in_review" and ugc.doubt == "no_verdict"):
        return None
    decision = concluded(checks)
    if decision is None or decision.state == ugc.state:
        return None
    return decision


def moved(ugc: Ugc, decider: Decider, decision: Decision, now: datetime) -> Ugc:
    """The row once it is there. Raises UgcMoved."""
    if decision.state not in MOVES[decider].get(ugc.state, frozenset()):
        raise UgcMoved
    return replace(
        ugc,
        state=decision.state,
        doubt=decision.doubt if decision.state == "in_review" else None,
        reason=decision.reason if decision.state in ("in_review", "hidden", "refused") else "",
        shown_at=(ugc.shown_at or now) if decision.state == "visible" else ugc.shown_at,
        version=ugc.version + 1,
    )


def counted(before: Ugc, after: Ugc) -> Counted | None:
    """How a product's figures change. None: they do not."""
    was, is_now = before.state == "visible", after.state == "visible"
    if after.kind != "review" or was == is_now or after.product_id is None or after.stars is None:
        return None
    return Counted(after.product_id, after.stars, after.picture_count > 0, 1 if is_now else -1)


def without_pictures(ugc: Ugc) -> tuple[Counted, ...]:
    """How a product's figures change when a shown review loses its pictures."""
    if ugc.kind != "review" or ugc.state != "visible" or not ugc.picture_count:
        return ()
    assert ugc.product_id is not None and ugc.stars is not None, "a review is of a product, with stars"
    return Counted(ugc.product_id, ugc.stars, True, -1), Counted(ugc.product_id, ugc.stars, False, 1)


def is_worthy(ugc: Ugc) -> bool:
    """Whether a shown review earns points."""
    return ugc.kind == "review" and (len(ugc.body) >= WORTHY_LENGTH or ugc.picture_count > 0)


def _part(check: Check) -> str:
    return "文字" if check.place == 0 else f"第 {check.place} 张图片"


def _subject(check: Check) -> str:
    return label_text(check.label)
