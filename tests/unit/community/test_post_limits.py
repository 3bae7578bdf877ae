"""How many posts a group may get: the spans of WeCom's calendar, and words for who has no room."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.community.post_limits import GroupPostClash, check_clashes, check_post_rules, room_of
from ports.community.post_rules import PostClash, PostRules, WecomLimit
from ports.kernel import Invalid

DAY = date(2025, 11, 20)
DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
LIMITS = st.sampled_from(["month_days", "week_7", "day_1", "month_4"])


@given(DAYS, LIMITS, st.integers(1, 10))
def test_a_day_lies_in_its_span_and_all_days_of_a_span_share_it(day: date, limit: WecomLimit, per_day: int) -> None:
    room = room_of(PostRules(limit, per_day), day)
    assert room.start <= day < room.end and room.per_day == min(per_day, room.of_span)
    last = room.end - timedelta(days=1)
    for other in (room.start, last):
        same = room_of(PostRules(limit, per_day), other)
        assert (same.start, same.end, same.of_span) == (room.start, room.end, room.of_span)
    assert room_of(PostRules(limit, per_day), room.end).start == room.end


@given(DAYS)
def test_a_month_gives_as_many_as_it_has_days(day: date) -> None:
    room = room_of(PostRules("month_days"), day)
    assert (room.start.day, room.end.day) == (1, 1)
    assert room.of_span == (room.end - room.start).days == calendar.monthrange(day.year, day.month)[1]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("month_days", (date(2025, 11, 1), date(2025, 12, 1), 30)),
        ("month_4", (date(2025, 11, 1), date(2025, 12, 1), 4)),
        ("week_7", (date(2025, 11, 17), date(2025, 11, 24), 7)),
        ("day_1", (DAY, date(2025, 11, 21), 1)),
    ],
)
def test_spans_of_wecom(limit: WecomLimit, expected: tuple[date, date, int]) -> None:
    room = room_of(PostRules(limit), DAY)
    assert (room.start, room.end, room.of_span) == expected


@pytest.mark.parametrize("rules", [PostRules(per_day=0), PostRules(per_day=11), PostRules("day_1", 2)])
def test_rules_that_cannot_be(rules: PostRules) -> None:
    with pytest.raises(Invalid) as refused:
        check_post_rules(rules)
    assert refused.value.field == "perDay"
    check_post_rules(PostRules("day_1", 1))


def test_a_clash_names_groups_and_what_is_in_the_way() -> None:
    rules = PostRules("month_4", 2)
    room = room_of(rules, DAY)
    check_clashes((), rules, room)
    for clash, words in (
        (
            PostClash("会员一群", 2, 3, False, "今晚八点直播\n记得来"),
            "「会员一群」当天已有 2 条群发（今晚八点直播），每个群",
        ),
        (PostClash("", 0, 4, False, ""), "「未命名的群」当月已有 4 条群发，到了企业微信的上限"),
        (PostClash("一群", 1, 1, True, "上新"), "「一群」当天已有一条文字相同的群发（上新）"),
    ):
        with pytest.raises(GroupPostClash, match=words):
            check_clashes((clash,), rules, room)
    with pytest.raises(GroupPostClash, match="共 5 个群"):
        check_clashes([PostClash(f"{number}群", 2, 2, False, "上新") for number in range(5)], rules, room)
