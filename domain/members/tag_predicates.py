"""Which tags a member's figures give. Pure; says the same as the SQL that the nightly run makes of the same data."""

from collections.abc import Callable, Iterator
from operator import attrgetter

from ports.members.tag_rules import (
    BOUGHT_BASE,
    LEVEL_BASE,
    PREFERRED_BASE,
    REPEAT_BASE,
    All,
    Among,
    AnyBetween,
    Between,
    Catalogue,
    Condition,
    Family,
    MemberFigures,
    Missing,
)

Test = Callable[[MemberFigures], bool]


def predicate(condition: Condition) -> Test:
    """The condition as a function, made once."""
    if isinstance(condition, All):
        parts = [predicate(part) for part in condition.conditions]
        return lambda figures: all(part(figures) for part in parts)
    get = attrgetter(condition.feature)
    if isinstance(condition, Missing):
        return lambda figures: get(figures) is None
    if isinstance(condition, Among):
        values, negated = frozenset(condition.values), condition.negated
        return lambda figures: (value := get(figures)) is not None and (value in values) != negated
    inside = _inside(condition)
    if isinstance(condition, AnyBetween):
        return lambda figures: any(inside(value) for value in get(figures))
    return lambda figures: (value := get(figures)) is not None and inside(value)


def _inside(condition: Between | AnyBetween) -> Callable[[int], bool]:
    low, high = condition.low, condition.high
    return lambda value: (low is None or value >= low) and (high is None or value <= high)


class Tagger:
    """The whole catalogue, ready to be asked."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._families = [(_guard(family), family.exclusive, _tests(family)) for family in catalogue.families]

    def tags(self, figures: MemberFigures) -> list[int]:
        """Ids, the lowest first."""
        return [*self._of_catalogue(figures), *of_slots(figures)]

    def _of_catalogue(self, figures: MemberFigures) -> Iterator[int]:
        for guard, exclusive, tests in self._families:
            if guard is not None and not guard(figures):
                continue
            for tag_id, test in tests:
                if test(figures):
                    yield tag_id
                    if exclusive:
                        break


def _guard(family: Family) -> Test | None:
    if family.guard is None:
        return None
    get = attrgetter(family.guard)
    return lambda figures: bool(get(figures))


def _tests(family: Family) -> list[tuple[int, Test]]:
    return [(tag.id, predicate(tag.condition)) for tag in family.tags]


def of_slots(figures: MemberFigures) -> list[int]:
    """Tags of the shop's own levels and categories, the lowest first."""
    found = [LEVEL_BASE + figures.level_slot] if figures.level_slot is not None else []
    found += [BOUGHT_BASE + slot for slot in sorted(figures.bought_slots)]
    found += [REPEAT_BASE + slot for slot in sorted(figures.repeat_slots)]
    if figures.preferred_slot is not None:
        found.append(PREFERRED_BASE + figures.preferred_slot)
    return found
