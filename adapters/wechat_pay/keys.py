"""The merchant's own key, and the keys by which WeChat Pay signs: loaded once, chosen by `Wechatpay-Serial` (D.2)."""

import base64
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal, cast

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509 import load_pem_x509_certificate
from msgspec import Struct

SCHEME = "WECHATPAY2-SHA256-RSA2048"
PUBLIC_KEY_PREFIX = "PUB_KEY_ID_"
SIGN_TEST_PREFIX = "WECHATPAY/SIGNTEST/"
DRIFT_MAX = timedelta(minutes=5)


class PayConfig(Struct, frozen=True, kw_only=True):
    """`base_url` without a trailing slash; `notify_url` is the folder of the two call-back addresses.

    `key_mode` certificate: the platform certificates are fetched from WeChat Pay; public_key: `public_key_pem` of id
    `public_key_id`. While a merchant migrates both may arrive, and both are then accepted.
    """

    appid: str
    mchid: str
    serial: str
    private_key_pem: str
    apiv3_key: str
    key_mode: Literal["public_key", "certificate"]
    public_key_id: str
    public_key_pem: str
    base_url: str
    notify_url: str
    timeout_seconds: float = 5.0


Reload = Callable[[], PayConfig]
"""Reads the settings again, so that keys rotate without a restart."""


class BadSignature(Exception):
    """Not signed by WeChat Pay, or too long ago."""


class UnknownSerial(BadSignature):
    """The key of this serial is not here yet: fetch, and try once more."""

    def __init__(self, serial: str) -> None:
        super().__init__(f"unknown serial {serial[:80]}")
        self.serial = serial


class MerchantKey:
    """Signs requests and the client's parameters. One RSA-2048 signature takes about a millisecond."""

    def __init__(self, config: PayConfig) -> None:
        self._config = config

    @cached_property
    def _key(self) -> RSAPrivateKey:
        # Loaded once, at the first signature: a shop that is not set up yet must still start.
        return cast(RSAPrivateKey, serialization.load_pem_private_key(self._config.private_key_pem.encode(), None))

    def sign(self, message: str) -> str:
        return base64.b64encode(self._key.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()

    def authorization(self, method: str, target: str, body: bytes, now: datetime) -> str:
        """The header of D.1; `target` is the raw path with its query, as sent."""
        timestamp, nonce = str(int(now.timestamp())), new_nonce()
        signature = self.sign(f"{method}\n{target}\n{timestamp}\n{nonce}\n{body.decode()}\n")
        return (
            f'{SCHEME} mchid="{self._config.mchid}",nonce_str="{nonce}",signature="{signature}",'
            f'timestamp="{timestamp}",serial_no="{self._config.serial}"'
        )


class PlatformKeys:
    """What verifies: public keys by id, certificates by serial."""

    def __init__(self, config: PayConfig) -> None:
        self._keys: dict[str, RSAPublicKey] = {}
        if config.public_key_id:
            key = serialization.load_pem_public_key(config.public_key_pem.encode())
            self._keys[config.public_key_id] = cast(RSAPublicKey, key)

    def add_certificate(self, serial: str, pem: str, now: datetime) -> None:
        certificate = load_pem_x509_certificate(pem.encode())
        if certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            self._keys[serial.upper()] = cast(RSAPublicKey, certificate.public_key())

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        """Header names in lower case. Raises UnknownSerial, BadSignature."""
        signature, serial = headers.get("wechatpay-signature", ""), headers.get("wechatpay-serial", "")
        timestamp, nonce = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")
        # Probe traffic: must fail, and must not make us fetch keys.
        if not signature or signature.startswith(SIGN_TEST_PREFIX):
            raise BadSignature("a probe, or no signature")
        if headers.get("wechatpay-signature-type", SCHEME) != SCHEME:
            raise BadSignature("another signature scheme")
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
            raise BadSignature("no timestamp")
        if abs(now.timestamp() - int(timestamp)) >= DRIFT_MAX.total_seconds():
            raise BadSignature("the timestamp is older than five minutes")
        key = self._keys.get(serial if serial.startswith(PUBLIC_KEY_PREFIX) else serial.upper())
        if key is None:
            raise UnknownSerial(serial)
        message = f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
        try:
            key.verify(base64.b64decode(signature, validate=True), message, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError) as error:
            raise BadSignature("the signature does not fit") from error


class Sealed(Struct, frozen=True):
    """AEAD_AES_256_GCM with the APIv3 key (D.3)."""

    algorithm: str
    ciphertext: str
    nonce: str
    associated_data: str = ""

    def open(self, apiv3_key: str) -> bytes:
        """Raises BadSignature: the seal also proves who wrote it."""
        if self.algorithm != "AEAD_AES_256_GCM":
            raise BadSignature("another cipher")
        try:
            data = base64.b64decode(self.ciphertext, validate=True)
            return AESGCM(apiv3_key.encode()).decrypt(self.nonce.encode(), data, self.associated_data.encode())
        except (InvalidTag, ValueError) as error:
            raise BadSignature("the seal is broken") from error


def new_nonce() -> str:
    return secrets.token_hex(16).upper()
