"""Finding products by a part of their title, for operators: every match, by an index as far as there is one."""

import re

HITS_MAX = 2000
"""Up to this many products are gathered and sorted; where there are more, a walk along the list's order meets them."""

_CHINESE = re.compile("[㐀-䶿一-鿿]+")
# Pairs of Chinese characters are keys of the title; other parts are found by their trigrams. Each branch has one index.
TITLE_HITS = f"""
    (select id from commerce.product
     where cardinality(cast(:pairs as text[])) > 0 and title_keys @> cast(:pairs as text[])
       and (title ilike '%' || :pattern || '%') is true limit {HITS_MAX + 1})
    union all
    (select id from commerce.product
     where cardinality(cast(:pairs as text[])) = 0 and title ilike '%' || :pattern || '%' limit {HITS_MAX + 1})
"""


def sure_pairs(part: str) -> list[str]:
    """The keys that a title with this part in it is sure to have: neighbouring Chinese characters, or a lone one."""
    found: dict[str, None] = {}
    for run in _CHINESE.findall(part):
        found.update(dict.fromkeys([run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]))
    return list(found)


def pattern(part: str) -> str:
    """The characters that mean something to `ilike` mean themselves."""
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
