"""What the in-process caches of several servers tell each other."""

from collections.abc import Callable, Sequence
from typing import Protocol

CATALOGUE = "catalogue"
"""The topic of everything that shows more than one product: home, lists, categories, words."""


def product_topic(product_id: object) -> str:
    return f"product:{product_id}"


class Invalidation(Protocol):
    """Hints, not truth: a lost one only means that a cached answer lives to the end of its staleness bound."""

    async def changed(self, topics: Sequence[str]) -> None:
        """Called after the commit. Never raises for an unreachable server."""

    def subscribe(self, forget: Callable[[str], None]) -> None:
        """`forget` is called with each topic, whichever process changed it."""
