"""Words for people."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.commerce.words import clock_text


@pytest.mark.parametrize(
    ("hours", "words"), [(0, "今天 18:00"), (6, "明天 00:00"), (29, "明天 23:00"), (30, "11月22日 00:00")]
)
def test_a_moment_is_named_as_people_name_it(hours: int, words: str) -> None:
    now = datetime(2025, 11, 20, 10, 0, tzinfo=UTC)
    assert clock_text(now + timedelta(hours=hours), now) == words
