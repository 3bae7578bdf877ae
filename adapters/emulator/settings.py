"""Where the emulator keeps its state and whom it calls back."""

import os
from pathlib import Path

import msgspec


class Settings(msgspec.Struct, frozen=True):
    """`home` is the folder of state; `hooks_url` is the shop's public base, without a trailing slash."""

    home: Path
    hooks_url: str = "http://127.0.0.1:8000"
    merchant_name: str = "暖禾 Nuanhe"
    shipping_sync_seconds: float = 20.0
    refund_seconds: float = 2.0

    @classmethod
    def from_environment(cls) -> "Settings":
        return cls(
            home=Path(os.environ.get("SIYU_HOME", ".siyu")) / "emulator",
            hooks_url=os.environ.get("SIYU_HOOKS_URL", "http://127.0.0.1:8000").rstrip("/"),
        )
