"""Field encryption with SM4-GCM (GB/T 32907) or AES-256-GCM (SP 800-38D); key ids make rotation possible.

Stored form: 1 byte length of the key id | key id | 12 bytes nonce | cipher text | 16 bytes tag. The key id is
authenticated too.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msgspec import Struct

NONCE_BYTES = 12
TAG_BYTES = 16
INDEX_BYTES = 16


class Key(Struct, frozen=True):
    """`material`: 16 bytes for SM4, 32 for AES-256."""

    id: str
    cipher: Literal["sm4-gcm", "aes-256-gcm"]
    material: bytes


class KeyedFieldCipher:
    """Implements `ports.crypto.FieldCipher`. The first key encrypts; all of them decrypt."""

    def __init__(self, keys: Sequence[Key], index_key: bytes) -> None:
        assert keys, "no key to encrypt with"
        self._keys = {key.id: key for key in keys}
        self._current = keys[0]
        self._index_key = index_key

    def encrypt(self, text: str) -> bytes:
        header = _header(self._current.id)
        nonce = os.urandom(NONCE_BYTES)
        sealer = Cipher(_algorithm(self._current), modes.GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(header)
        sealed = sealer.update(text.encode()) + sealer.finalize()
        return header + nonce + sealed + sealer.tag

    def decrypt(self, sealed: bytes) -> str:
        key_id, rest = sealed_key_id(sealed), sealed[1 + sealed[0] :]
        key = self._keys.get(key_id)
        if key is None or len(rest) < NONCE_BYTES + TAG_BYTES:
            raise ValueError("sealed with an unknown key, or cut short")
        nonce, body, tag = rest[:NONCE_BYTES], rest[NONCE_BYTES:-TAG_BYTES], rest[-TAG_BYTES:]
        opener = Cipher(_algorithm(key), modes.GCM(nonce, tag)).decryptor()
        opener.authenticate_additional_data(_header(key_id))
        try:
            return (opener.update(body) + opener.finalize()).decode()
        except InvalidTag as error:
            raise ValueError("the sealed text was altered") from error

    def blind_index(self, text: str) -> bytes:
        return hmac.new(self._index_key, text.encode(), hashlib.sha256).digest()[:INDEX_BYTES]

    @property
    def current_header(self) -> bytes:
        return _header(self._current.id)


def sealed_key_id(sealed: bytes) -> str:
    if not sealed or len(sealed) < 1 + sealed[0]:
        raise ValueError("not a sealed text")
    return sealed[1 : 1 + sealed[0]].decode()


def _header(key_id: str) -> bytes:
    encoded = key_id.encode()
    return bytes([len(encoded)]) + encoded


def _algorithm(key: Key) -> algorithms.SM4 | algorithms.AES256:
    return algorithms.SM4(key.material) if key.cipher == "sm4-gcm" else algorithms.AES256(key.material)
