"""When a parcel arrives, said the way a shop assistant says it."""

from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
CUT_OFF_HOUR = 16
"""Orders before four in the afternoon leave the same day."""

_REGIONS = (
    frozenset({"北京", "天津", "河北", "山西", "内蒙古"}),
    frozenset({"辽宁", "吉林", "黑龙江"}),
    frozenset({"上海", "江苏", "浙江", "安徽", "福建", "江西", "山东"}),
    frozenset({"河南", "湖北", "湖南"}),
    frozenset({"广东", "广西", "海南"}),
    frozenset({"重庆", "四川", "贵州", "云南"}),
    frozenset({"陕西", "甘肃", "青海", "宁夏"}),
)
_FAR = frozenset({"西藏", "新疆", "青海", "内蒙古", "海南", "宁夏", "甘肃"})
_WEEKDAYS = "一二三四五六日"


def transit_days(origin: str, destination: str | None) -> int:
    """One day within a province, two within a part of the country, three across, five to the far ones."""
    if destination is None:
        return 3
    start, end = _short(origin), _short(destination)
    if start == end:
        return 1
    if end in _FAR:
        return 5
    return 2 if any(start in region and end in region for region in _REGIONS) else 3


def arrival(now: datetime, origin: str, destination: str | None) -> date:
    local = now.astimezone(SHANGHAI)
    leaves = local.date() if local.hour < CUT_OFF_HOUR else local.date() + timedelta(days=1)
    return leaves + timedelta(days=transit_days(origin, destination))


def expected_delivery(now: datetime, origin: str, destination: str | None) -> str:
    """预计 11月25日（周三）送达; without a destination it says so less exactly."""
    day = arrival(now, origin, destination)
    words = f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
    return f"预计 {words}送达" if destination is not None else f"预计 {words}前后送达"


def _short(province: str) -> str:
    """新疆维吾尔自治区 → 新疆, 浙江省 → 浙江."""
    name = province.strip()
    return name[:3] if name.startswith(("内蒙古", "黑龙江")) else name[:2]
