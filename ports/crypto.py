"""Field encryption (V3) and masking (V4) of personal data."""

from typing import Protocol


class FieldCipher(Protocol):
    """SM4-GCM or AES-256-GCM. The stored form names its key, so that keys rotate."""

    @property
    def current_header(self) -> bytes:
        """What every text begins with that is sealed with the current key."""

    def encrypt(self, text: str) -> bytes: ...

    def decrypt(self, sealed: bytes) -> str:
        """Raises `ValueError` when the text was altered or its key is not known."""

    def blind_index(self, text: str) -> bytes:
        """Keyed hash for equality search; the same for the same text under every encryption key."""


def mask_phone(phone: str) -> str:
    """138****1234; shorter numbers keep their last two digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else f"****{phone[-2:]}"


def mask_name(name: str) -> str:
    """王**, 张*: the family name stays."""
    return name[:1] + "*" * max(1, min(len(name) - 1, 2)) if name else ""


def mask_number(number: str) -> str:
    """****9517: an operator knows an order by its last four characters."""
    return f"****{number[-4:]}"


def mask_address(detail: str) -> str:
    """The first six characters stay."""
    return detail[:6] + "****" if len(detail) > 6 else "****"
