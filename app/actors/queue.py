"""How processes talk to the workers: the names of the actors, and the one thing a sender needs."""

from typing import Protocol

DELIVER = "deliver"
SWEEP = "sweep"


class Queue(Protocol):
    def send(self, actor: str, argument: object, max_age_seconds: int | None = None) -> None:
        """Blocks for a round trip. A message that is lost is found by a sweep."""
