"""Words of a text for searching (C2). Chinese has no spaces: every character and every pair of neighbours is a word.

A query of two or more characters is looked up by its pairs alone: they are rarer than single characters, and a text
that has all pairs of a word nearly always has the word. Latin words and numbers stay whole.
"""

import re
import unicodedata
from collections.abc import Iterable

QUERY_TOKENS_MAX = 16
_RUNS = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[a-z0-9]+(?:\.[0-9]+)?")


def normalise(text: str) -> str:
    """Full-width letters become plain ones, capitals small ones."""
    return unicodedata.normalize("NFKC", text).lower().strip()


def tokens_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Sorted, without repeats."""
    found: set[str] = set()
    for text in texts:
        for run in _RUNS.findall(normalise(text)):
            found.update(_words(run))
    return tuple(sorted(found))


def query_tokens(text: str) -> tuple[str, ...]:
    """The rarest forms of what was typed, at most QUERY_TOKENS_MAX. Empty: nothing that can be searched for."""
    found: dict[str, None] = {}
    for run in _RUNS.findall(normalise(text)):
        found.update(dict.fromkeys(run if len(run) == 1 else _pairs(run) if _is_chinese(run) else [run]))
    return tuple(found)[:QUERY_TOKENS_MAX]


def _words(run: str) -> Iterable[str]:
    return {*run, *_pairs(run)} if _is_chinese(run) else {run}


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _is_chinese(run: str) -> bool:
    return not run[0].isascii()
