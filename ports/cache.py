"""What the in-process caches of several servers tell each other."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Protocol

CATALOGUE = "catalogue"
"""The topic of everything that shows more than one product: home, lists, categories, words."""

STOCK = "stock"
"""The topic that wakes the live feeds: some stock moved."""

EVENTS = "events"
"""The topic that wakes the radars: some shopper did something."""


def product_topic(product_id: object) -> str:
    return f"product:{product_id}"


OPERATORS = "operators"
"""The topic of what several operators may do: a role was changed."""

OPERATOR, SESSION = "operator:", "session:"
"""How the topics of one operator's sessions, and of one session, begin."""


def operator_topic(operator_id: object) -> str:
    """What one operator may do, and all of the operator's sessions."""
    return f"{OPERATOR}{operator_id}"


def session_topic(token: str) -> str:
    """One session, of a shopper or an operator. Names the token without telling it: topics travel in the clear."""
    return f"{SESSION}{hashlib.sha256(token.encode()).hexdigest()}"


def hashed_session_topic(token_hash: bytes) -> str:
    """`session_topic` of a token that only its SHA-256 is left of."""
    return f"{SESSION}{token_hash.hex()}"


class Invalidation(Protocol):
    """Hints, not truth: a lost one only means that a cached answer lives to the end of its staleness bound."""

    async def changed(self, topics: Sequence[str]) -> None:
        """Called after the commit. Never raises for an unreachable server."""

    def subscribe(self, forget: Callable[[str], None]) -> None:
        """`forget` is called with each topic, whichever process changed it."""
