"""Grants of subscribe messages, as told by WeChat's own push."""

from typing import Protocol

from ports.kernel import Tx


class GrantsApi(Protocol):
    async def record(self, tx: Tx, openid: str, template_id: str, accepted: bool) -> None:
        """One acceptance in the popup is one message (A.4)."""
