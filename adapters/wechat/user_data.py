"""The cipher of `encryptedData` (A.10): AES-128-CBC under the session key, PKCS#7, nothing that authenticates.

Whoever holds the cipher text may therefore change the iv, and with it the first sixteen bytes of what comes out,
without knowing the key. Any later change garbles a whole block. What a caller trusts has to stand beyond that.
"""

import base64
import binascii

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from adapters.tencent.crypt import BadMessage

KEY_BYTES = 16
BLOCK_BYTES = 16
TEXT_LENGTH_MAX = 8192


def opened(session_key: str, encrypted_data: str, iv: str) -> bytes:
    """The text in the clear; the arguments are base64. Raises BadMessage: damaged, or sealed with another key."""
    key, sealed, start = (_bytes(text) for text in (session_key, encrypted_data, iv))
    if len(key) != KEY_BYTES or len(start) != BLOCK_BYTES or not sealed or len(sealed) % BLOCK_BYTES:
        raise BadMessage("not whole blocks")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor()
    unpadder = PKCS7(BLOCK_BYTES * 8).unpadder()
    try:
        return unpadder.update(decryptor.update(sealed) + decryptor.finalize()) + unpadder.finalize()
    except ValueError as error:
        raise BadMessage("the padding is wrong") from error


def _bytes(text: str) -> bytes:
    if len(text) > TEXT_LENGTH_MAX:
        raise BadMessage("too long")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadMessage("not base64") from error
