"""How far apart two provinces are: great-circle distance between their capitals. A plain fact table, in degrees."""

from math import asin, cos, radians, sin, sqrt

_CAPITALS: dict[str, tuple[float, float]] = {
    "北京": (39.90, 116.41),
    "天津": (39.13, 117.20),
    "河北": (38.04, 114.51),
    "山西": (37.87, 112.55),
    "内蒙古": (40.84, 111.75),
    "辽宁": (41.80, 123.43),
    "吉林": (43.82, 125.32),
    "黑龙江": (45.80, 126.53),
    "上海": (31.23, 121.47),
    "江苏": (32.06, 118.80),
    "浙江": (30.27, 120.15),
    "安徽": (31.82, 117.23),
    "福建": (26.07, 119.30),
    "江西": (28.68, 115.86),
    "山东": (36.65, 117.12),
    "河南": (34.75, 113.62),
    "湖北": (30.59, 114.30),
    "湖南": (28.23, 112.94),
    "广东": (23.13, 113.26),
    "广西": (22.82, 108.37),
    "海南": (20.04, 110.35),
    "重庆": (29.56, 106.55),
    "四川": (30.57, 104.07),
    "贵州": (26.65, 106.63),
    "云南": (25.04, 102.71),
    "西藏": (29.65, 91.14),
    "陕西": (34.34, 108.94),
    "甘肃": (36.06, 103.83),
    "青海": (36.62, 101.78),
    "宁夏": (38.49, 106.23),
    "新疆": (43.83, 87.62),
    "台湾": (25.03, 121.57),
    "香港": (22.32, 114.17),
    "澳门": (22.20, 113.54),
}
_EARTH_RADIUS_KM = 6371
SAME_PROVINCE_KM = 100
"""Between cities of one province, for want of anything better."""

FAR_KM = 9999
"""For a province that the table does not know."""


def distance_km(from_place: tuple[str, str], to_place: tuple[str, str]) -> int:
    """Between two (province, city): 0 within a city, a flat figure within a province, else capital to capital."""
    start, end = _capital(from_place[0]), _capital(to_place[0])
    if start is None or end is None:
        return FAR_KM
    if start == end:
        return 0 if from_place[1] == to_place[1] else SAME_PROVINCE_KM
    lat_a, lon_a, lat_b, lon_b = (radians(degree) for degree in (*start, *end))
    chord = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return round(2 * _EARTH_RADIUS_KM * asin(sqrt(chord)))


def _capital(province: str) -> tuple[float, float] | None:
    """By the short name: 广东省, 广西壮族自治区 and 北京市 all begin with it."""
    if len(province) < 2:
        return None
    return _CAPITALS.get(province[:3]) or _CAPITALS.get(province[:2])
