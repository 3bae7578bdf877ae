"""Rules of the content calendar: what a post may hold, days and weeks in Shanghai, what a post is by its messages."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.community.group_post_rules import (
    advice_of,
    cause_of,
    check_content,
    check_time,
    day_of,
    gaps_of,
    keys_of,
    monday_of,
    next_week,
    span_of,
    state_of,
)
from ports.community.cards import CardWish
from ports.community.group_posts import (
    GroupPost,
    PostAttachment,
    PostContent,
    PostSend,
    PostTarget,
    SendKey,
    TargetChat,
)
from ports.kernel import Invalid, ProductId

CONTENT = PostContent("新品到店", (), None, None, PostTarget("all"))
NOW = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
POST = UUID(int=1)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": " \n"}, "text"),
        ({"text": "字" * 1334}, "text"),
        ({"picture_ids": tuple(uuid4() for _ in range(9))}, "pictureIds"),
        ({"picture_ids": (POST, POST)}, "pictureIds"),
        ({"target": PostTarget("chats")}, "target"),
        ({"target": PostTarget("vip", ("wr1",))}, "target"),
        ({"target": PostTarget("chats", ("wr1", "wr1"))}, "target"),
        ({"attachment": PostAttachment("coupon", None)}, "attachment"),
        ({"attachment": PostAttachment("review", None)}, "attachment"),
        ({"attachment": PostAttachment("flash_sale", "no id")}, "attachment"),
        ({"attachment": PostAttachment("product", str(POST))}, "attachment"),
    ],
)
def test_what_a_post_may_not_hold(changed: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_content(replace(CONTENT, **changed))
    assert refused.value.field == field


def test_what_a_post_may_hold() -> None:
    check_content(replace(CONTENT, text="字" * 1333, picture_ids=tuple(uuid4() for _ in range(8))))
    check_content(replace(CONTENT, attachment=PostAttachment("review", str(POST))))
    card = CardWish("", ProductId(POST), None)
    check_content(replace(CONTENT, card=card, attachment=PostAttachment("product", str(POST))))


def test_a_time_lies_ahead_and_within_three_months() -> None:
    check_time(NOW, NOW)
    check_time(NOW + timedelta(days=92), NOW)
    for wrong in (NOW - timedelta(seconds=1), NOW + timedelta(days=93)):
        with pytest.raises(Invalid):
            check_time(wrong, NOW)


@given(MOMENTS)
def test_a_moment_lies_within_its_day(at: datetime) -> None:
    start, end = span_of(day_of(at))
    assert start <= at < end and end - start == timedelta(days=1)
    assert day_of(next_week(at)) == day_of(at) + timedelta(days=7)


@given(st.lists(MOMENTS, max_size=12), MOMENTS)
def test_gaps_and_days_with_posts_make_a_week(times: list[datetime], of_week: datetime) -> None:
    week = monday_of(day_of(of_week))
    days = {week + timedelta(days=number) for number in range(7)}
    gaps = gaps_of(week, times)
    assert set(gaps) | ({day_of(at) for at in times} & days) == days
    assert list(gaps) == sorted(gaps) and not set(gaps) & {day_of(at) for at in times}


def test_days_turn_at_midnight_in_shanghai() -> None:
    assert day_of(datetime(2025, 11, 20, 15, 59, tzinfo=UTC)) == date(2025, 11, 20)
    assert day_of(datetime(2025, 11, 20, 16, 0, tzinfo=UTC)) == date(2025, 11, 21)


@pytest.mark.parametrize(("count", "has_advice"), [(0, True), (2, True), (3, False), (5, False), (6, True)])
def test_three_to_five_a_week(count: int, has_advice: bool) -> None:
    assert bool(advice_of(count)) is has_advice


def _sends(*states: str) -> list[PostSend]:
    return [PostSend(SendKey(POST, f"g{n}"), state, "c", problem="没有权限") for n, state in enumerate(states)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), "failed"),
        (("planned", "made"), "sending"),
        (("starting", "unknown"), "sending"),
        (("unknown", "made", "failed"), "unknown"),
        (("failed", "failed"), "failed"),
        (("made", "failed"), "sent"),
        (("made",), "sent"),
        (("made", "withdrawing"), "sending"),
        (("made", "withdrawn"), "sent"),
        (("failed", "withdrawn"), "withdrawn"),
        (("withdrawn",), "withdrawn"),
    ],
)
def test_a_post_is_what_its_messages_are(states: tuple[str, ...], expected: str) -> None:
    state, problem = state_of(_sends(*states))
    assert state == expected
    assert (problem is None) is (state == "sending" or states in (("made",), ("withdrawn",)))


CHATS = st.lists(
    st.builds(TargetChat, st.integers(1, 30).map(str), st.just(""), st.sampled_from(["mei", "lan", "wu"])),
    min_size=1,
    unique_by=lambda chat: chat.chat_id,
)


@given(CHATS, st.booleans())
def test_every_group_is_in_one_message_of_its_owner(chats: list[TargetChat], by_chat: bool) -> None:
    post = GroupPost(POST, replace(CONTENT, by_chat=by_chat), NOW, "planned", 1, NOW, "小周")
    keys = keys_of(post, chats)
    reached = [
        sorted(chat.chat_id for chat in chats if chat.owner == key.owner and key.chat_id in ("", chat.chat_id))
        for key in keys
    ]
    assert sorted(one for of_key in reached for one in of_key) == sorted(chat.chat_id for chat in chats)
    assert len(keys) == (len(chats) if by_chat else len({chat.owner for chat in chats}))
    # The group of a touch is named exactly where there is one.
    assert list(keys.values()) == [of_key[0] if len(of_key) == 1 else None for of_key in reached]
    assert len({cause_of(key) for key in keys}) == len(keys)
