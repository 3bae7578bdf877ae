"""When a parcel arrives."""

from datetime import UTC, datetime

import pytest

from domain.commerce.expected_delivery import expected_delivery, transit_days

MORNING = datetime(2025, 11, 21, 1, 0, tzinfo=UTC)
EVENING = datetime(2025, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("origin", "destination", "days"),
    [
        ("浙江省", "浙江省", 1),
        ("浙江省", "上海市", 2),
        ("浙江省", "广东省", 3),
        ("浙江省", "西藏自治区", 5),
        ("浙江省", "内蒙古自治区", 5),
        ("黑龙江省", "黑龙江", 1),
        ("浙江省", None, 3),
    ],
)
def test_transit_days(origin: str, destination: str | None, days: int) -> None:
    assert transit_days(origin, destination) == days


def test_orders_after_four_leave_the_next_day() -> None:
    assert expected_delivery(MORNING, "浙江省", "浙江省") == "预计 11月22日（周六）送达"
    assert expected_delivery(EVENING, "浙江省", "浙江省") == "预计 11月23日（周日）送达"
    assert expected_delivery(EVENING, "浙江省", None) == "预计 11月25日（周二）前后送达"
