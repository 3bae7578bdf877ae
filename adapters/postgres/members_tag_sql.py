"""Tags as SQL: the catalogue's conditions as one expression over the columns of the figures `f`.

It gives what `Tagger.tags` gives, ids in the same order; a test holds both against random figures.
"""

from collections.abc import Iterator

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
    Missing,
)

_SLOTS = f"""
    || case when f.level_slot is null then '{{}}' else array[{LEVEL_BASE} + f.level_slot] end
    || coalesce(f.bought_tags, '{{}}') || coalesce(f.repeat_tags, '{{}}')
    || case when f.preferred_slot is null then '{{}}' else array[{PREFERRED_BASE} + f.preferred_slot] end
"""
BOUGHT_TAGS = f"array_agg(cast({BOUGHT_BASE} + c.slot as int) order by c.slot)"
FOLLOWS_ACCOUNT = """
    case when exists (select from members.identity i
        join members.official_follower f on f.appid = i.app and f.openid = i.subject
        where i.member_id = m.id and i.channel = 'official_account' and f.is_following) then 1 else 0 end
"""
REPEAT_TAGS = f"array_agg(cast({REPEAT_BASE} + c.slot as int) order by c.slot) filter (where c.is_repeat)"


def condition_sql(condition: Condition) -> str:
    """True, false or null, which is as good as false."""
    if isinstance(condition, All):
        return "(" + " and ".join(condition_sql(part) for part in condition.conditions) + ")"
    column = f"f.{condition.feature}"
    if isinstance(condition, Missing):
        return f"{column} is null"
    if isinstance(condition, Among):
        values = ", ".join(_quoted(value) for value in condition.values)
        return f"{column} {'not in' if condition.negated else 'in'} ({values})"
    if isinstance(condition, AnyBetween):
        low = condition.low if condition.low is not None else ""
        high = condition.high if condition.high is not None else ""
        return f"cast('[{low},{high}]' as int4range) @> any({column})"
    return _between(condition, column)


def _between(condition: Between, column: str) -> str:
    low, high = condition.low, condition.high
    if low is not None and low == high:
        return f"{column} = {low}"
    if low is not None and high is not None:
        return f"{column} between {low} and {high}"
    if low is not None:
        return f"{column} >= {low}"
    return f"{column} <= {high}" if high is not None else f"{column} is not null"


def tags_sql(catalogue: Catalogue) -> str:
    """An `int[]`, the lowest first."""
    return " || ".join(_pieces(catalogue)) + _SLOTS


def _pieces(catalogue: Catalogue) -> Iterator[str]:
    """Families without guard share one array; one with a guard is looked at for those alone whom it concerns."""
    plain: list[str] = []
    for family in catalogue.families:
        if family.guard is None:
            plain += _elements(family)
            continue
        if plain:
            yield _array(plain)
            plain = []
        yield f"case when cardinality(f.{family.guard}) > 0 then {_array(_elements(family))} else '{{}}' end"
    if plain:
        yield _array(plain)


def _elements(family: Family) -> list[str]:
    whens = [f"when {condition_sql(tag.condition)} then {tag.id}" for tag in family.tags]
    return [f"case {' '.join(whens)} end"] if family.exclusive else [f"case {when} end" for when in whens]


def _array(elements: list[str]) -> str:
    return f"array_remove(array[{', '.join(elements)}], null)"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
