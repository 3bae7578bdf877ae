"""Signatures and the cipher of message push (0.3, C.2): AES-256-CBC, padding to 32 bytes, the receiver's id inside."""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
_HEAD = 20
"""16 random bytes and the length of the text."""


class BadMessage(Exception):
    """Not from WeChat, not for us, or damaged."""


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - WeChat's scheme


def is_signed(given: str, *parts: str) -> bool:
    return hmac.compare_digest(given.encode(), signature(*parts).encode())


class MessageCipher:
    def __init__(self, encoding_aes_key: str, receiver_id: str) -> None:
        # Keys from the console may have loose last bits, which a strict decoder refuses.
        self._key = base64.b64decode(encoding_aes_key + "=")
        self._receiver_id = receiver_id.encode()
        if len(self._key) != 32:
            raise ValueError("an EncodingAESKey has 43 characters")

    def decrypt(self, sealed: str) -> bytes:
        """Raises BadMessage."""
        try:
            data = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadMessage("not base64") from error
        if not data or len(data) % 16:
            raise BadMessage("not whole blocks")
        decryptor = self._cipher().decryptor()
        plain = decryptor.update(data) + decryptor.finalize()
        padding = plain[-1]
        if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise BadMessage("the padding is wrong")
        plain = plain[:-padding]
        if len(plain) < _HEAD:
            raise BadMessage("too short")
        (length,) = struct.unpack(">I", plain[16:_HEAD])
        content, receiver_id = plain[_HEAD : _HEAD + length], plain[_HEAD + length :]
        if len(content) != length or not hmac.compare_digest(receiver_id, self._receiver_id):
            raise BadMessage("for another receiver")
        return content

    def encrypt(self, content: bytes, random: bytes | None = None) -> str:
        """`random` is for test vectors alone."""
        plain = (random or secrets.token_bytes(16)) + struct.pack(">I", len(content)) + content + self._receiver_id
        padding = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))
