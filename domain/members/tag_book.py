"""Every tag there is, by number: those of the catalogue, those of the shop's levels and categories, the manual ones."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from domain.members.tag_words import TagWords, features_of
from ports.members.tag_rules import (
    BOUGHT_BASE,
    LEVEL_BASE,
    PREFERRED_BASE,
    REPEAT_BASE,
    Catalogue,
    Condition,
    Refresh,
    TagKind,
)
from ports.members.tag_store import ManualTag
from ports.members.tag_views import SlotRow

OWNER = "会员运营"


class BookTag(Struct, frozen=True):
    """`condition` None: the tag is no condition over figures."""

    id: int
    code: str
    name: str
    definition: str
    kind: TagKind
    refresh: Refresh
    condition: Condition | None = None
    is_retired: bool = False


class BookFamily(Struct, frozen=True):
    code: str
    name: str
    group: str
    owner: str
    is_exclusive: bool
    tags: tuple[BookTag, ...]


class TagLibrary:
    """The fixed part, worked out once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.words = TagWords(catalogue)
        refresh: Mapping[str, Refresh] = {feature.name: feature.refresh for feature in catalogue.features}

        def refreshed(condition: Condition) -> Refresh:
            return "nightly" if any(refresh[name] == "nightly" for name in features_of(condition)) else "event"

        self._fixed = [
            BookFamily(
                family.code,
                family.name,
                family.group,
                family.owner,
                family.exclusive,
                tuple(
                    BookTag(
                        tag.id,
                        tag.code,
                        tag.name,
                        self.words.definition(tag),
                        tag.kind,
                        refreshed(tag.condition),
                        tag.condition,
                    )
                    for tag in family.tags
                ),
            )
            for family in catalogue.families
        ]

    def families(self, slots: Sequence[SlotRow], manual: Sequence[ManualTag]) -> list[BookFamily]:
        """Empty families are left out."""
        levels = [slot for slot in slots if slot.kind == "level"]
        categories = [slot for slot in slots if slot.kind == "category"]
        found = [
            *self._fixed,
            _family("level", "会员等级", "账户", False, [_level(slot) for slot in levels]),
            _family("bought", "买过的类目", "类目偏好", False, [_bought(slot) for slot in categories]),
            _family("repeat", "复购的类目", "类目偏好", False, [_repeat(slot) for slot in categories]),
            _family("preferred", "偏好的类目", "类目偏好", True, [_preferred(slot) for slot in categories]),
            _family("manual", "手工标签", "手工标签", False, [_manual(tag) for tag in manual]),
        ]
        return [family for family in found if family.tags]


def _family(code: str, name: str, group: str, is_exclusive: bool, tags: list[BookTag]) -> BookFamily:
    return BookFamily(code, name, group, OWNER, is_exclusive or code == "level", tuple(tags))


def _level(slot: SlotRow) -> BookTag:
    words = f"现在的等级是「{slot.name}」。"
    return BookTag(
        LEVEL_BASE + slot.slot, f"level.{slot.slot}", slot.name, words, "fact", "nightly", is_retired=slot.is_gone
    )


def _bought(slot: SlotRow) -> BookTag:
    words = f"付款买过「{slot.name}」类目的商品，没有全部退掉。"
    number = BOUGHT_BASE + slot.slot
    return BookTag(number, f"bought.{slot.slot}", f"买过{slot.name}", words, "fact", "event", is_retired=slot.is_gone)


def _repeat(slot: SlotRow) -> BookTag:
    words = f"在两张以上的订单里买过「{slot.name}」类目的商品，没有全部退掉。"
    number = REPEAT_BASE + slot.slot
    return BookTag(number, f"repeat.{slot.slot}", f"复购{slot.name}", words, "rule", "event", is_retired=slot.is_gone)


def _preferred(slot: SlotRow) -> BookTag:
    words = f"商品净消费的四成以上花在「{slot.name}」，多于其他任何类目。"
    number = PREFERRED_BASE + slot.slot
    return BookTag(
        number, f"preferred.{slot.slot}", f"偏好{slot.name}", words, "model", "event", is_retired=slot.is_gone
    )


def _manual(tag: ManualTag) -> BookTag:
    return BookTag(tag.id, f"manual.{tag.id}", tag.name, tag.definition, "manual", "event", is_retired=tag.is_retired)
