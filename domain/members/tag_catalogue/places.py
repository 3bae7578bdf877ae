"""Where the last parcel went: provinces, the parts of the country, and tiers of cities.

Tiers follow the ranking of commercial attractiveness that 第一财经 publishes every year (the list of 2024).
"""

from domain.members.tag_catalogue.scales import Head
from ports.members.tag_rules import Among, Family, Tag

OWNER = "会员运营"
_PARTS: dict[str, tuple[str, ...]] = {
    "华东": ("上海市", "江苏省", "浙江省", "安徽省", "福建省", "江西省", "山东省"),
    "华南": ("广东省", "广西壮族自治区", "海南省"),
    "华中": ("河南省", "湖北省", "湖南省"),
    "华北": ("北京市", "天津市", "河北省", "山西省", "内蒙古自治区"),
    "西南": ("重庆市", "四川省", "贵州省", "云南省", "西藏自治区"),
    "西北": ("陕西省", "甘肃省", "青海省", "宁夏回族自治区", "新疆维吾尔自治区"),
    "东北": ("辽宁省", "吉林省", "黑龙江省"),
    "港澳台": ("香港特别行政区", "澳门特别行政区", "台湾省"),
}
FIRST_TIER = ("北京市", "上海市", "广州市", "深圳市")
_NEW_FIRST = "成都 杭州 重庆 苏州 武汉 西安 南京 长沙 天津 郑州 东莞 无锡 宁波 青岛 合肥"
NEW_FIRST_TIER = tuple(f"{name}市" for name in _NEW_FIRST.split())
_PROVINCES = tuple(province for part in _PARTS.values() for province in part)


def _head(code: str, name: str) -> Head:
    return (code, name, "地区", OWNER)


_PROVINCE = Family(
    *_head("province", "省份"),
    tags=tuple(
        Tag(801 + place, f"province.{place + 1}", province, Among("province", (province,)), "fact")
        for place, province in enumerate(_PROVINCES)
    ),
    exclusive=True,
)
_PART = Family(
    *_head("part", "大区"),
    tags=tuple(
        Tag(841 + place, f"part.{place + 1}", part, Among("province", provinces), "fact")
        for place, (part, provinces) in enumerate(_PARTS.items())
    ),
    exclusive=True,
)
_TIER = Family(
    *_head("tier", "城市等级"),
    tags=(
        Tag(861, "tier.first", "一线城市", Among("city", FIRST_TIER)),
        Tag(862, "tier.new_first", "新一线城市", Among("city", NEW_FIRST_TIER)),
        Tag(863, "tier.other", "其他城市", Among("city", (*FIRST_TIER, *NEW_FIRST_TIER), negated=True)),
    ),
    exclusive=True,
)

PLACES = (_PROVINCE, _PART, _TIER)
