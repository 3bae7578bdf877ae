"""Invented members: who they are, where they live, and in which stage of life. Pure, from a seeded generator."""

import base64
import hashlib
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ports.members.api import PostalAddress

Stage = Literal["expecting", "newborn", "baby", "toddler", "child"]
STAGES: dict[Stage, int] = {"expecting": 18, "newborn": 26, "baby": 24, "toddler": 22, "child": 10}
LEVELS = {"bronze": 62, "silver": 24, "gold": 10, "diamond": 4}
ACTIVITY = {"bronze": 1.0, "silver": 2.2, "gold": 4.5, "diamond": 8.0}
SECOND_ADDRESS_PERCENT = 18
PHONE_PREFIX = "1600001"
"""No carrier gives out numbers of the range 160: nobody can be reached by one. The emulator's people have 1600000."""

_PLACES: tuple[tuple[str, str, tuple[str, ...], int], ...] = (
    ("浙江省", "杭州市", ("西湖区", "余杭区", "滨江区", "萧山区"), 12),
    ("浙江省", "宁波市", ("鄞州区", "海曙区"), 4),
    ("浙江省", "温州市", ("鹿城区", "瓯海区"), 3),
    ("上海市", "上海市", ("浦东新区", "闵行区", "徐汇区", "静安区"), 12),
    ("江苏省", "南京市", ("鼓楼区", "江宁区", "建邺区"), 7),
    ("江苏省", "苏州市", ("姑苏区", "吴中区", "昆山市"), 7),
    ("江苏省", "无锡市", ("梁溪区", "滨湖区"), 3),
    ("广东省", "广州市", ("天河区", "海珠区", "番禺区"), 9),
    ("广东省", "深圳市", ("南山区", "福田区", "龙岗区"), 10),
    ("广东省", "佛山市", ("禅城区", "顺德区"), 4),
    ("广东省", "东莞市", ("东城街道", "南城街道"), 3),
    ("北京市", "北京市", ("朝阳区", "海淀区", "丰台区"), 9),
    ("四川省", "成都市", ("锦江区", "武侯区", "高新区"), 8),
    ("重庆市", "重庆市", ("渝北区", "江北区"), 4),
    ("湖北省", "武汉市", ("武昌区", "洪山区", "江汉区"), 6),
    ("湖南省", "长沙市", ("岳麓区", "雨花区"), 5),
    ("山东省", "济南市", ("历下区", "市中区"), 3),
    ("山东省", "青岛市", ("市南区", "崂山区"), 4),
    ("河南省", "郑州市", ("金水区", "二七区"), 4),
    ("福建省", "厦门市", ("思明区", "湖里区"), 4),
    ("福建省", "福州市", ("鼓楼区", "台江区"), 3),
    ("安徽省", "合肥市", ("蜀山区", "包河区"), 4),
    ("江西省", "南昌市", ("东湖区", "红谷滩区"), 2),
    ("陕西省", "西安市", ("雁塔区", "碑林区"), 5),
    ("辽宁省", "沈阳市", ("和平区", "沈河区"), 2),
    ("辽宁省", "大连市", ("中山区", "沙河口区"), 2),
    ("天津市", "天津市", ("和平区", "南开区"), 3),
    ("河北省", "石家庄市", ("长安区", "裕华区"), 2),
    ("云南省", "昆明市", ("五华区", "盘龙区"), 2),
    ("广西壮族自治区", "南宁市", ("青秀区", "西乡塘区"), 2),
    ("黑龙江省", "哈尔滨市", ("南岗区", "道里区"), 2),
    ("新疆维吾尔自治区", "乌鲁木齐市", ("天山区", "沙依巴克区"), 1),
)
_WORDS = {
    kind: words.split()
    for kind, words in (
        line.split("\t") for line in (Path(__file__).parent / "data" / "words.tsv").read_text("utf-8").splitlines()
    )
}
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "雨欣思静雅琪佳慧婷悦涵晓梦瑶诗婉清可心宁安然若溪妍语嫣芷晴书雪莹丽敏洁楠颖倩文博宇浩明轩子睿泽俊杰志远"


class Person(Struct, frozen=True):
    """`activity` weighs how often they buy."""

    number: int
    openid: str
    unionid: str
    nickname: str
    phone: str
    level: str
    stage: Stage
    activity: float
    joined_at: datetime
    addresses: tuple[PostalAddress, ...]


def people(count: int, until: datetime, rng: random.Random) -> list[Person]:
    """All have joined before `until`, most of them in the last two years."""
    return [_person(number, until, rng) for number in range(count)]


def _person(number: int, until: datetime, rng: random.Random) -> Person:
    level = _weighed(LEVELS, rng)
    phone = f"{PHONE_PREFIX}{number:04d}"
    age_days = min(900.0, rng.expovariate(1 / {"bronze": 150, "silver": 260, "gold": 380, "diamond": 480}[level]) + 1)
    openid, unionid = wechat_ids(number)
    count = 2 if rng.randrange(100) < SECOND_ADDRESS_PERCENT else 1
    return Person(
        number=number,
        openid=openid,
        unionid=unionid,
        nickname=_nickname(rng),
        phone=phone,
        level=level,
        stage=_weighed(STAGES, rng),
        activity=ACTIVITY[level] * rng.paretovariate(1.6),
        joined_at=until - timedelta(days=age_days, seconds=rng.randrange(86_400)),
        addresses=tuple(_address(phone, rng) for _ in range(count)),
    )


def _weighed[T: str](weights: dict[T, int], rng: random.Random) -> T:
    return rng.choices(list(weights), list(weights.values()))[0]


def wechat_ids(number: int) -> tuple[str, str]:
    """Shaped like WeChat's: 28 characters each."""
    text = base64.b32encode(hashlib.sha512(f"nuanhe:{number}".encode()).digest()).decode()
    return "o" + text[:27], "oU" + text[30:56]


def _nickname(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.62:
        return rng.choice(_WORDS["nick_heads"]) + rng.choice(_WORDS["nick_tails"]).strip("-")
    if kind < 0.8:
        return rng.choice(_WORDS["nick_alone"])
    return rng.choice("阿小大老") + rng.choice(_GIVEN) if kind < 0.9 else rng.choice(_FAMILY) + rng.choice(_GIVEN)


def _address(phone: str, rng: random.Random) -> PostalAddress:
    province, city, districts, _ = rng.choices(_PLACES, [place[3] for place in _PLACES])[0]
    name = rng.choice(_FAMILY) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2))))
    home = rng.choice(_WORDS["home_heads"]) + rng.choice(_WORDS["homes"])
    detail = (
        f"{rng.choice(_WORDS['roads'])} {rng.randrange(1, 400)} 号 {home} {rng.randrange(1, 30)} 幢"
        f" {rng.randrange(1, 26)}{rng.randrange(1, 5):02d} 室"
    )
    return PostalAddress(name, phone, province, city, rng.choice(districts), detail)
