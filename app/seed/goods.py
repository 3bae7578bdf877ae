"""The products in `data/products.tsv`, with what can be said of them. Pure."""

import csv
import itertools
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from app.seed.brand import SHELVES
from app.seed.wording import attributes_of, detail_of

DATA = Path(__file__).parent / "data" / "products.tsv"
COST_PERCENT = 46
VIRTUAL = "虚拟"
TONES = {
    "奶白": "cream",
    "米白": "cream",
    "雾粉": "peach",
    "杏色": "peach",
    "浅杏": "peach",
    "雾蓝": "sky",
    "豆青": "mint",
    "墨绿": "sage",
    "燕麦": "sand",
    "石墨": "lilac",
}
"""The backdrop of a colour's own picture."""


class SkuSpec(Struct, frozen=True):
    values: tuple[str, ...]
    code: str
    price_fen: int
    market_fen: int
    cost_fen: int
    weight_g: int
    tone: str | None


class Goods(Struct, frozen=True):
    """`number` counts from 0 through the whole file; `shelf` and `leaf` name its place in the tree."""

    number: int
    shelf: str
    leaf: str
    title: str
    subtitle: str
    emoji: str
    backdrop: str
    tag: str
    options: tuple[tuple[str, tuple[str, ...]], ...]
    skus: tuple[SkuSpec, ...]
    attributes: tuple[tuple[str, str], ...]
    detail: str

    @property
    def is_virtual(self) -> bool:
        return self.tag == VIRTUAL

    @property
    def tones(self) -> tuple[str, ...]:
        """Backdrops of the colours, each once."""
        return tuple(dict.fromkeys(sku.tone for sku in self.skus if sku.tone))


def all_goods(per_shelf: int | None = None) -> tuple[Goods, ...]:
    """All of them, or the first few of each shelf, numbered anew."""
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    leaves = {(shelf.name, place): leaf for shelf in SHELVES for leaf, places in shelf.children for place in places}
    counted: dict[str, int] = {}
    goods: list[Goods] = []
    for number, row in enumerate(rows):
        shelf = row["category"]
        counted[shelf] = counted.get(shelf, 0) + 1
        if per_shelf is None or counted[shelf] <= per_shelf:
            one = _goods(number, row, leaves[shelf, counted[shelf]])
            goods.append(replace(one, number=len(goods)))
    return tuple(goods)


def _goods(number: int, row: dict[str, str], leaf: str) -> Goods:
    options = tuple(_option(text) for text in row["options"].split(";"))
    names = tuple((name, tuple(value for value, _ in values)) for name, values in options)
    attributes = attributes_of(row["category"], row["title"])
    return Goods(
        number=number,
        shelf=row["category"],
        leaf=leaf,
        title=row["title"],
        subtitle=row["subtitle"],
        emoji=row["emoji"],
        backdrop=row["backdrop"],
        tag=row["tag"],
        options=names,
        skus=_skus(number, row, options),
        attributes=attributes,
        detail=detail_of(row["category"], row["title"], row["subtitle"], is_virtual=row["tag"] == VIRTUAL),
    )


def _option(text: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """`容量:160ml/240ml+20`: the name, and each value with what it adds to the price in yuan."""
    name, values = text.split(":", 1)
    return name, tuple(_value(value) for value in values.split("/"))


def _value(text: str) -> tuple[str, int]:
    """Only digits at the end, behind a sign, are a price: 0-6 月 and 75-82cm are values."""
    for sign in "+-":
        head, mark, tail = text.rpartition(sign)
        # 1-3 ends in digits too: a reduction is a multiple of five, and stands behind words.
        if mark and tail.isdecimal() and (sign == "+" or not head[-1:].isdigit()):
            return head, int(tail) if sign == "+" else -int(tail)
    return text, 0


def _skus(
    number: int, row: dict[str, str], options: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
) -> tuple[SkuSpec, ...]:
    base, market = int(row["price_yuan"]), int(row["market_yuan"])
    skus = []
    for place, combination in enumerate(itertools.product(*(values for _, values in options)), start=1):
        more = sum(extra for _, extra in combination)
        price_fen = (base + more) * 100
        values = tuple(value for value, _ in combination)
        tone = next((TONES[value] for value in values if value in TONES), None)
        skus.append(
            SkuSpec(
                values=values,
                code=f"NH{number + 1:03d}{place:02d}",
                price_fen=price_fen,
                market_fen=max(price_fen, round(market + more * market / base) * 100),
                cost_fen=price_fen * COST_PERCENT // 100,
                weight_g=round(int(row["weight_g"]) * (base + more) / base) if more > 0 else int(row["weight_g"]),
                tone=tone,
            )
        )
    return tuple(skus)
