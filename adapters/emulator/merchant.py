"""The merchant's papers: what a shop would copy out of the WeChat and Kdniao consoles, made once at random."""

import os
import secrets
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.x509.oid import NameOID

from adapters.emulator.wording import day_stamp, now, random_digits, random_text

_CERTIFICATE_DAYS = 5 * 365
_TEMPLATE_NAMES = (
    *("order_shipped", "order_paid", "refund_done", "coupon_expiring", "group_result"),
    *("membership_renewal", "guide_assigned"),
)


class Merchant(msgspec.Struct, frozen=True):
    """The content of `merchant.json`, field for field."""

    appid: str
    app_secret: str
    mchid: str
    merchant_serial: str
    merchant_private_key_pem: str
    apiv3_key: str
    pay_public_key_id: str
    pay_public_key_pem: str
    platform_serial: str
    platform_certificate_pem: str
    push_token: str
    push_aes_key: str
    kdniao_ebusiness_id: str
    kdniao_app_key: str
    subscribe_templates: dict[str, str]
    # Papers of before have none: then this merchant has no contracts to collect by itself.
    apiv2_key: str = ""
    papay_plan_id: str = ""
    # And no corporation of WeCom either. The contact secret is that of 客户联系, the agent's that of our application.
    wecom_corp_id: str = ""
    wecom_contact_secret: str = ""
    wecom_agent_id: str = ""
    wecom_agent_secret: str = ""
    wecom_callback_token: str = ""
    wecom_callback_aes_key: str = ""
    # Nor an official account.
    official_appid: str = ""
    official_app_secret: str = ""
    official_push_token: str = ""
    official_push_aes_key: str = ""


class Authority(msgspec.Struct, frozen=True):
    """What only WeChat Pay itself knows: the private halves of its two verification keys."""

    platform_private_key_pem: str
    pay_private_key_pem: str


class Papers:
    """The papers with their keys as live objects, so that no request parses a PEM."""

    def __init__(self, merchant: Merchant, authority: Authority) -> None:
        self.merchant = merchant
        self.merchant_public_key: RSAPublicKey = _private_key(merchant.merchant_private_key_pem).public_key()
        self.platform_certificate = x509.load_pem_x509_certificate(merchant.platform_certificate_pem.encode())
        self.platform_key = _private_key(authority.platform_private_key_pem)
        self.pay_key = _private_key(authority.pay_private_key_pem)


def load_papers(home: Path) -> Papers:
    """Read the papers, making them at the first start. `merchant.json` is written last: who sees it may begin."""
    home.mkdir(parents=True, exist_ok=True)
    merchant_path, authority_path = home / "merchant.json", home / "authority.json"
    if not merchant_path.exists():
        merchant, authority = _draw_up()
        _write_private(authority_path, authority)
        _write_private(merchant_path, merchant)
    return Papers(
        msgspec.json.decode(merchant_path.read_bytes(), type=Merchant),
        msgspec.json.decode(authority_path.read_bytes(), type=Authority),
    )


def _draw_up() -> tuple[Merchant, Authority]:
    platform_key, pay_key, merchant_key = (rsa.generate_private_key(65537, 2048) for _ in range(3))
    certificate = _certificate(platform_key)
    mchid = "1900" + random_digits(6)
    merchant = Merchant(
        appid="wx" + secrets.token_hex(8),
        app_secret=secrets.token_hex(16),
        mchid=mchid,
        merchant_serial=secrets.token_hex(20).upper(),
        merchant_private_key_pem=_private_pem(merchant_key),
        apiv3_key=random_text(32),
        pay_public_key_id=f"PUB_KEY_ID_0114{mchid}{day_stamp(now())}{random_digits(8)}",
        pay_public_key_pem=pay_key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode(),
        platform_serial=f"{certificate.serial_number:X}",
        platform_certificate_pem=certificate.public_bytes(serialization.Encoding.PEM).decode(),
        push_token=random_text(32),
        push_aes_key=_aes_key(),
        kdniao_ebusiness_id="1" + random_digits(6),
        kdniao_app_key=str(uuid.uuid4()),
        subscribe_templates={name: random_text(43) for name in _TEMPLATE_NAMES},
        apiv2_key=random_text(32),
        papay_plan_id="1" + random_digits(5),
        wecom_corp_id="ww" + secrets.token_hex(8),
        wecom_contact_secret=random_text(43),
        wecom_agent_id="10000" + random_digits(2),
        wecom_agent_secret=random_text(43),
        wecom_callback_token=random_text(32),
        wecom_callback_aes_key=_aes_key(),
        official_appid="wx" + secrets.token_hex(8),
        official_app_secret=secrets.token_hex(16),
        official_push_token=random_text(32),
        official_push_aes_key=_aes_key(),
    )
    return merchant, Authority(_private_pem(platform_key), _private_pem(pay_key))


def _aes_key() -> str:
    """42 free characters and one whose low two bits are zero: 43 characters that are strict base64 of 32 bytes."""
    return random_text(42) + secrets.choice("AEIMQUYcgkosw048")


def _certificate(key: RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Emulated WeChat Pay platform")])
    start = datetime.now(UTC)
    # A first byte of 0x4x keeps the serial positive and at forty hex digits.
    serial = int("4" + secrets.token_hex(20)[1:], 16)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(serial).not_valid_before(start - timedelta(days=1))
    return builder.not_valid_after(start + timedelta(days=_CERTIFICATE_DAYS)).sign(key, hashes.SHA256())


def _private_pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _private_key(pem: str) -> RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return key


def _write_private(path: Path, content: msgspec.Struct) -> None:
    draft = path.with_suffix(".draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(content), indent=1))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
