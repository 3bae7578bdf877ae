"""The five ciphers of the wire, written from the protocol texts and not shared with the shop's adapters."""

import base64
import hashlib
import os
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_PUSH_BLOCK_BYTES = 32
_SHA256 = hashes.SHA256()
_PKCS1 = padding.PKCS1v15()


def rsa_sign(key: RSAPrivateKey, message: bytes) -> str:
    """Base64 of RSASSA-PKCS1-v1_5 with SHA-256."""
    return base64.b64encode(key.sign(message, _PKCS1, _SHA256)).decode()


def rsa_verified(key: RSAPublicKey, message: bytes, signature: str) -> bool:
    """False for a wrong signature and for text that is not base64."""
    try:
        key.verify(base64.b64decode(signature, validate=True), message, _PKCS1, _SHA256)
    except (InvalidSignature, ValueError):
        return False
    return True


def gcm_seal(key: str, nonce: str, associated_data: str, plain: bytes) -> str:
    """AEAD_AES_256_GCM as WeChat Pay writes it: base64 of ciphertext followed by the 16-byte tag."""
    sealed = AESGCM(key.encode()).encrypt(nonce.encode(), plain, associated_data.encode())
    return base64.b64encode(sealed).decode()


def gcm_open(key: str, nonce: str, associated_data: str, sealed: str) -> bytes:
    """The reverse of `gcm_seal`; raises InvalidTag when anything was changed."""
    return AESGCM(key.encode()).decrypt(nonce.encode(), base64.b64decode(sealed), associated_data.encode())


def push_signature(*parts: str) -> str:
    """Hex SHA-1 over the sorted parts (message push, plain and safe mode)."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def push_encrypt(aes_key: str, app_id: str, plain: str, random_head: bytes | None = None) -> str:
    """Safe-mode cipher: AES-256-CBC over head, length, text and app id, padded to 32 bytes (not to 16)."""
    key = base64.b64decode(aes_key + "=")
    text = plain.encode()
    body = (random_head or os.urandom(16)) + struct.pack(">I", len(text)) + text + app_id.encode()
    pad = _PUSH_BLOCK_BYTES - len(body) % _PUSH_BLOCK_BYTES
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(body + bytes([pad]) * pad) + encryptor.finalize()).decode()


def push_decrypt(aes_key: str, sealed: str) -> tuple[str, str]:
    """The text and the trailing app id of a safe-mode message."""
    key = base64.b64decode(aes_key + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    body = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    body = body[: -body[-1]]
    size = struct.unpack(">I", body[16:20])[0]
    return body[20 : 20 + size].decode(), body[20 + size :].decode()


def user_data_seal(session_key: str, plain: bytes) -> tuple[str, str]:
    """`encryptedData` and `iv` of a phone: AES-128-CBC under the session key, PKCS#7, a new iv every time."""
    iv = os.urandom(16)
    pad = 16 - len(plain) % 16
    encryptor = Cipher(algorithms.AES(base64.b64decode(session_key)), modes.CBC(iv)).encryptor()
    sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
    return base64.b64encode(sealed).decode(), base64.b64encode(iv).decode()


def kdniao_sign(request_data: str, app_key: str) -> str:
    """Base64 of the 32-character lower-case hex MD5, as Kdniao defines it (the hex text, not the digest)."""
    digest = hashlib.md5((request_data + app_key).encode(), usedforsecurity=False).hexdigest()
    return base64.b64encode(digest.encode()).decode()
