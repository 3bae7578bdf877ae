"""Proofs of WeChat groups, sealed by a copy of the rules that the tests have for themselves."""

import base64
import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.wechat.config import WechatConfig

APPID = "wx0123456789abcdef"
OPEN_GID = "tGabcdefghijklmnopqrstuvwx01"


def config(appid: str = APPID) -> WechatConfig:
    return WechatConfig(appid=appid, app_secret="", push_token="", push_aes_key="", base_url="")


def a_key() -> str:
    return base64.b64encode(os.urandom(16)).decode()


def content(timestamp: float, appid: str = APPID, open_gid: str = OPEN_GID) -> dict[str, Any]:
    return {"openGId": open_gid, "watermark": {"timestamp": int(timestamp), "appid": appid}}


def seal(session_key: str, plain: dict[str, Any] | bytes) -> tuple[str, str]:
    """encryptedData and iv."""
    iv = os.urandom(16)
    text = plain if isinstance(plain, bytes) else json.dumps(plain, separators=(",", ":")).encode()
    text += bytes([16 - len(text) % 16]) * (16 - len(text) % 16)
    encryptor = Cipher(algorithms.AES(base64.b64decode(session_key)), modes.CBC(iv)).encryptor()
    sealed = encryptor.update(text) + encryptor.finalize()
    return base64.b64encode(sealed).decode(), base64.b64encode(iv).decode()


def flipped(text: str) -> list[str]:
    """The base64 text once with each of its bits turned over."""
    data = base64.b64decode(text)
    turned = (bytes(b ^ (1 << bit if at == place else 0) for at, b in enumerate(data)) for place, bit in _places(data))
    return [base64.b64encode(one).decode() for one in turned]


def _places(data: bytes) -> list[tuple[int, int]]:
    return [(place, bit) for place in range(len(data)) for bit in range(8)]
