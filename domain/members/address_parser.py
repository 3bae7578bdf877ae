"""A pasted text such as 「张晓雨 16000001234 浙江省杭州市余杭区文一西路1号」 taken apart into an address."""

import re

from ports.members.api import PostalAddress

MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_PROVINCE_NAMES = (
    *("河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南"),
    *("湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾"),
)
PROVINCES = {
    **{name: f"{name}市" for name in MUNICIPALITIES},
    **{name: f"{name}省" for name in _PROVINCE_NAMES},
    "内蒙古": "内蒙古自治区",
    "广西": "广西壮族自治区",
    "西藏": "西藏自治区",
    "宁夏": "宁夏回族自治区",
    "新疆": "新疆维吾尔自治区",
    "香港": "香港特别行政区",
    "澳门": "澳门特别行政区",
}
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
_LABEL = re.compile(r"(?:收货人|收件人|姓名|手机号码?|联系电话|电话|手机|所在地区|地区|(?:详细|收货)?地址)\s*[:：]?")
_SEPARATOR = re.compile(r"[\s,，;；、|/]+")
_CITY = re.compile(r"^(.{1,12}?(?:自治州|地区|盟|市))")
_DISTRICT = re.compile(r"^(.{1,12}?(?:自治县|自治旗|新区|区|县|旗|市))")
NAME_LENGTH_MAX = 8


def parse_address(text: str) -> PostalAddress:
    """What was recognised; the rest are empty strings."""
    phone, rest = _take_phone(_LABEL.sub(" ", text))
    pieces = [piece for piece in _SEPARATOR.split(rest) if piece]
    start = next((i for i, piece in enumerate(pieces) if _province(piece)), None)
    if start is None:
        return PostalAddress(_name(pieces), phone, "", "", "", "".join(pieces[1:]))
    region, after = _region_pieces(pieces, start)
    others = pieces[:start] + after
    name = _name(others)
    extra = "".join(piece for piece in others if piece != name)
    province, city, district, detail = _split_region(region)
    return PostalAddress(name, phone, province, city, district, detail + extra)


def _take_phone(text: str) -> tuple[str, str]:
    found = _PHONE.search(text)
    if found is None:
        return "", text
    return "".join(found.groups()), text[: found.start()] + " " + text[found.end() :]


def _province(piece: str) -> str | None:
    return next((name for name in PROVINCES if piece.startswith(name)), None)


def _region_pieces(pieces: list[str], start: int) -> tuple[str, list[str]]:
    """Joins the pieces of the address; a short piece at the end that looks like a name stays apart."""
    tail = pieces[start:]
    if start == 0 and len(tail) > 1 and _looks_like_name(tail[-1]):
        return "".join(tail[:-1]), tail[-1:]
    return "".join(tail), []


def _looks_like_name(piece: str) -> bool:
    return 2 <= len(piece) <= 4 and all("一" <= letter <= "鿿" for letter in piece) and piece[-1] not in "室楼号栋层座"


def _name(pieces: list[str]) -> str:
    return next((piece for piece in pieces if len(piece) <= NAME_LENGTH_MAX and not piece[0].isdigit()), "")


def _split_region(text: str) -> tuple[str, str, str, str]:
    short = _province(text)
    assert short is not None
    province = PROVINCES[short]
    rest = text[len(province) :] if text.startswith(province) else text[len(short) :].lstrip("省市")
    if short in MUNICIPALITIES:
        city = province
        rest = rest.removeprefix(province)
    else:
        found = _CITY.match(rest)
        city = found[1] if found else ""
        rest = rest[len(city) :]
    found = _DISTRICT.match(rest)
    district = found[1] if found else ""
    return province, city, district, rest[len(district) :]
