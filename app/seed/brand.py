"""The invented brand 暖禾 Nuanhe: its tree of categories, warehouses, people at work, and the shop window."""

from msgspec import Struct


class Shelf(Struct, frozen=True):
    """A root category. `children` names each leaf and the places (1-based) of its products in the data file."""

    name: str
    emoji: str
    backdrop: str
    attribute_names: tuple[str, ...]
    children: tuple[tuple[str, tuple[int, ...]], ...]


SHELVES = (
    Shelf(
        *("喂养", "1f37c", "cream", ("材质", "适用年龄", "清洗方式")),
        (("奶瓶水杯", (1, 2, 10)), ("餐具围兜", (3, 4, 9)), ("喂养电器", (5, 8, 12)), ("储存清洁", (6, 7, 11))),
    ),
    Shelf(
        *("尿裤湿巾", "1f476", "mint", ("材质", "适用阶段", "保质期")),
        (("纸尿裤", (1, 2, 3, 10)), ("湿巾纸巾", (4, 5, 6, 7)), ("尿垫护理", (8, 9, 11, 12))),
    ),
    Shelf(
        *("洗护清洁", "1fae7", "sky", ("主要成分", "适用肤质", "保质期")),
        (("沐浴润肤", (1, 2, 3, 4, 5, 12)), ("衣物清洁", (6, 7)), ("手口清洁", (8, 9, 10, 11))),
    ),
    Shelf(
        *("婴童服饰", "1f455", "peach", ("面料", "安全类别", "洗涤方式")),
        (("贴身衣物", (1, 2, 5, 11)), ("外出衣裤", (3, 4, 9, 10)), ("鞋帽袜", (6, 7, 8, 12))),
    ),
    Shelf(
        *("孕产专区", "1f930", "lilac", ("材质", "适用阶段", "清洗方式")),
        (("孕期舒适", (1, 2, 8)), ("产后护理", (4, 5, 6, 7, 9, 11)), ("哺乳穿着", (3, 10)), ("孕期课程", (12,))),
    ),
    Shelf(
        *("玩具早教", "1f9f8", "sand", ("材质", "适用年龄", "执行标准")),
        (("摇铃安抚", (1, 5, 6, 12)), ("益智拼搭", (3, 4, 8)), ("音乐美术", (7, 9, 10)), ("绘本出行", (2, 11))),
    ),
    Shelf(
        *("寝居出行", "stroller", "mint", ("材质", "适用年龄", "执行标准")),
        (("推车座椅", (1, 2, 12)), ("背带妈咪包", (3, 4)), ("婴儿床品", (5, 6, 8, 9, 11)), ("浴巾夜灯", (7, 10))),
    ),
    Shelf(
        *("辅食营养", "1f35a", "cream", ("配料", "适用年龄", "保质期")),
        (("主食面米", (1, 4, 6)), ("零食点心", (2, 3, 5, 7, 8)), ("营养补充", (9, 10)), ("佐餐调味", (11, 12))),
    ),
    Shelf(
        *("妈妈护肤", "1f338", "peach", ("主要成分", "适用肤质", "保质期")),
        (("洁面水乳", (1, 2)), ("精华面霜", (3, 4, 7, 12)), ("身体唇手", (5, 8, 9)), ("防晒洗发", (6, 10, 11))),
    ),
    Shelf(
        *("家居日用", "1f3e0", "sand", ("材质", "适用场景", "产地")),
        (("纸品清洁", (1, 2)), ("安全防护", (4, 5, 6, 7)), ("健康监测", (8, 9, 10)), ("收纳心意", (3, 11, 12))),
    ),
)


class Site(Struct, frozen=True):
    """A warehouse or a store; `depth` scales what it keeps of each SKU."""

    code: str
    name: str
    kind: str
    contact: tuple[str, str]
    place: tuple[str, str, str, str]
    depth: float


SITES = (
    Site(
        *("HD", "华东仓", "warehouse", ("华东仓", "16000000001")),
        *(("浙江省", "杭州市", "余杭区", "暖禾一路 8 号 3 号库"), 1.0),
    ),
    Site(
        *("HN", "华南仓", "warehouse", ("华南仓", "16000000002")),
        *(("广东省", "广州市", "白云区", "暖禾南路 16 号 B 区"), 0.7),
    ),
    Site(
        *("SH01", "上海静安店", "store", ("静安店", "16000000003")),
        *(("上海市", "上海市", "静安区", "暖禾街 100 号一层"), 0.08),
    ),
    Site(
        *("CD01", "成都锦江店", "store", ("锦江店", "16000000004")),
        *(("四川省", "成都市", "锦江区", "暖禾里 22 号二层"), 0.08),
    ),
    Site(
        *("SZ01", "深圳南山店", "store", ("南山店", "16000000005")),
        *(("广东省", "深圳市", "南山区", "暖禾道 6 号一层"), 0.08),
    ),
)


KEPT_AT = {"寝居出行": "HD", "玩具早教": "HD", "家居日用": "HN"}
"""Shelves that one warehouse alone keeps, so that a mixed basket leaves in two parcels."""


class Worker(Struct, frozen=True):
    """`role` is a built-in one."""

    username: str
    name: str
    role: str
    has_totp: bool = False


WORKERS = (
    Worker("owner", "林知暖", "店主", has_totp=True),
    Worker("yunying", "周小禾", "运营"),
    Worker("cangku", "陈立", "仓库"),
    Worker("kefu", "许念", "客服"),
    Worker("caiwu", "沈明", "财务"),
)


class Hero(Struct, frozen=True):
    """`shelf` is the category it leads to."""

    title: str
    subtitle: str
    shelf: str
    emojis: tuple[str, ...]
    backdrop: str


HEROES = (
    Hero("新生儿的秋冬", "贴身软，外出暖，从出生到学步", "婴童服饰", ("1f9e5", "1f9e3", "1f9e6", "2728"), "peach"),
    Hero("孕期的自己也要照顾", "无香配方，安心护肤", "妈妈护肤", ("1f33f", "1f4a6", "1f338", "1f33b"), "mint"),
    Hero("待产包一次备齐", "医院清单，照着带就好", "孕产专区", ("1f9f3", "1f37c", "1f930", "1fa77"), "lilac"),
    Hero("开始吃辅食", "从米粉到磨牙棒，按月龄挑", "辅食营养", ("1f35a", "1f34e", "1f963", "1f944"), "sand"),
)
HOT_WORDS = ("纸尿裤", "待产包", "米粉", "奶瓶", "面霜", "睡袋", "推车", "安抚兔", "棉柔巾", "防晒")
