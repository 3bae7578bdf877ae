"""Attributes and detail texts: plain words that claim nothing absolute. Pure."""

from functools import cache
from pathlib import Path

_MATERIALS = Path(__file__).parent / "data" / "materials.tsv"
_SECOND = {
    "喂养": ("适用年龄", "0-3 岁"),
    "尿裤湿巾": ("适用阶段", "新生儿至学步期"),
    "洗护清洁": ("适用肤质", "婴幼儿各种肤质"),
    "婴童服饰": ("安全类别", "GB 31701 A 类"),
    "孕产专区": ("适用阶段", "孕期与产后"),
    "玩具早教": ("适用年龄", "见包装标注"),
    "寝居出行": ("适用年龄", "0-4 岁"),
    "辅食营养": ("适用年龄", "6 个月以上"),
    "妈妈护肤": ("适用肤质", "孕期与敏感肌"),
    "家居日用": ("适用场景", "居家"),
}
_THIRD = {
    "喂养": ("清洗方式", "温水冲洗，可蒸汽消毒"),
    "尿裤湿巾": ("保质期", "3 年"),
    "洗护清洁": ("保质期", "3 年"),
    "婴童服饰": ("洗涤方式", "30 度以下轻柔机洗"),
    "孕产专区": ("清洗方式", "30 度以下手洗"),
    "玩具早教": ("执行标准", "GB 6675"),
    "寝居出行": ("执行标准", "见产品标签"),
    "辅食营养": ("保质期", "12 个月"),
    "妈妈护肤": ("保质期", "3 年"),
    "家居日用": ("产地", "浙江"),
}
_FIRST_NAME = {"洗护清洁": "主要成分", "妈妈护肤": "主要成分", "婴童服饰": "面料", "辅食营养": "配料"}
_CARE = {
    "喂养": "首次使用前，请拆开各部件用温水清洗，再按说明消毒。硅胶件有磨损时请更换。",
    "尿裤湿巾": "请放在干燥处，拆封后尽快用完。皮肤出现红疹时请先停用，并听医生的意见。",
    "洗护清洁": "取适量，温水打开，轻轻按摩后冲净。首次使用可先在手腕内侧试用。",
    "婴童服饰": "建议先洗一次再穿，深浅色分开洗。尺码按身高选，介于两码之间选大一码。",
    "孕产专区": "孕期每个人的感受不同，穿戴以舒适为准；如有不适请停止使用并咨询医生。",
    "玩具早教": "请在大人陪伴下玩耍，定期检查有无松动的小零件，脏了用湿布擦净。",
    "寝居出行": "安装前请看说明书，装好后轻摇确认各处锁紧。外出时请全程系好安全带。",
    "辅食营养": "初次添加请少量，连续观察三天。开封后密封冷藏，并按标签时间吃完。",
    "妈妈护肤": "洁面后取适量，轻轻按压至吸收。首次使用可先在耳后试用一天。",
    "家居日用": "请按说明使用，放在孩子够不到的地方；电器不用时拔下电源。",
}
_WHY = {
    "喂养": "我们请了几十个家庭在家里用了两个月，再按他们的话改了杯口和握感。",
    "尿裤湿巾": "从夜里换几次，到出门带几片，我们按一天的节奏配好了规格。",
    "洗护清洁": "配方从简，成分表写在瓶身上，一眼能看完。",
    "婴童服饰": "缝头朝外，领标印在布上，贴着皮肤的一面没有硬东西。",
    "孕产专区": "问过产科护士，也问过刚出院的妈妈，她们说用得上的我们才留下。",
    "玩具早教": "陪玩的人也要觉得有意思，所以每一件都附一页玩法。",
    "寝居出行": "单手能不能收、电梯进不进得去，我们在真实的小区里一一试过。",
    "辅食营养": "原料产地印在背面，每一批都可以查到检验报告。",
    "妈妈护肤": "不加香精，质地清爽，抱孩子之前不用再洗一遍手。",
    "家居日用": "家里有了孩子，东西要好收、好擦、不磕人。",
}
_VIRTUAL_CARE = "付款后即时到账，在“我的”里查看。\n\n虚拟商品付款后不支持退款，请确认后再购买。"


@cache
def _materials() -> tuple[tuple[str, str, str], ...]:
    """Category, a part of the title (empty: any), material; the first that fits counts."""
    rows = [line.split("\t") for line in _MATERIALS.read_text(encoding="utf-8").splitlines()[1:]]
    return tuple((category, part, words) for category, part, words in rows)


def attributes_of(shelf: str, title: str) -> tuple[tuple[str, str], ...]:
    material = next(words for category, part, words in _materials() if category == shelf and part in title)
    return (("品牌", "暖禾"), (_FIRST_NAME.get(shelf, "材质"), material), _SECOND[shelf], _THIRD[shelf])


def detail_of(shelf: str, title: str, subtitle: str, *, is_virtual: bool) -> str:
    """Three short paragraphs."""
    if is_virtual:
        return f"{title}，{subtitle}。\n\n{_VIRTUAL_CARE}"
    return f"{title}，{subtitle}。\n\n{_WHY[shelf]}\n\n{_CARE[shelf]}"
