"""Keys of this installation: their text form, their local making, and records that do not print them."""

import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path
from typing import ClassVar, Literal

import msgspec
from msgspec import Struct

Cipher = Literal["sm4-gcm", "aes-256-gcm"]
KEY_BYTES: dict[str, int] = {"sm4-gcm": 16, "aes-256-gcm": 32}


class SettingsError(Exception):
    """The environment does not describe a working system; the text is one line that says what to set."""


class Masked(Struct, frozen=True, kw_only=True):
    """A record that prints `***` in place of each field named in `SECRET`."""

    SECRET: ClassVar[frozenset[str]] = frozenset()

    def __repr__(self) -> str:
        parts = (f"{name}={self._shown(name)}" for name in self.__struct_fields__)
        return f"{type(self).__name__}({', '.join(parts)})"

    def _shown(self, name: str) -> str:
        value = getattr(self, name)
        return "'***'" if value and name in self.SECRET else repr(value)


class FieldKey(Masked, frozen=True, kw_only=True):
    """A key for personal data at rest; `key` has 16 bytes for SM4-GCM, 32 for AES-256-GCM."""

    SECRET = frozenset({"key"})
    id: str
    cipher: Cipher
    key: bytes


def parse_field_keys(text: str) -> tuple[FieldKey, ...]:
    """`id:cipher:base64[,…]`, the encrypting key first. Raises `SettingsError`."""
    keys = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        pieces = part.split(":")
        if len(pieces) != 3 or pieces[1] not in KEY_BYTES:
            raise SettingsError("SIYU_FIELD_KEYS is not id:cipher:base64[,…] with cipher sm4-gcm or aes-256-gcm")
        cipher: Cipher = "sm4-gcm" if pieces[1] == "sm4-gcm" else "aes-256-gcm"
        key = key_bytes("SIYU_FIELD_KEYS", pieces[2], KEY_BYTES[cipher])
        if len(key) != KEY_BYTES[cipher]:
            raise SettingsError(f"SIYU_FIELD_KEYS: key {pieces[0]} needs exactly {KEY_BYTES[cipher]} bytes")
        keys.append(FieldKey(id=pieces[0], cipher=cipher, key=key))
    if len({key.id for key in keys}) != len(keys):
        raise SettingsError("SIYU_FIELD_KEYS names one key id twice")
    return tuple(keys)


def local_secrets(home: Path) -> dict[str, str]:
    """This state folder's own random keys (base64), made at first use and readable by the owner alone."""
    path = home / "secrets.json"
    if not path.exists():
        made = {"field_key": 16, "index_key": 32, "cursor_key": 32}
        content = {name: b64encode(secrets.token_bytes(length)).decode() for name, length in made.items()}
        home.mkdir(parents=True, exist_ok=True)
        write_private(path, msgspec.json.format(msgspec.json.encode(content), indent=1), replace=False)
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str])


def write_private(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Write a file of mode 600 in one step. With `replace=False` a file that is there already wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if replace:
        draft.replace(path)
        return
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # two processes started at once: the first one's keys are the keys
    finally:
        draft.unlink()


def key_bytes(name: str, raw: str, length: int) -> bytes:
    """A base64 key of at least `length` bytes. Raises `SettingsError`."""
    try:
        key = b64decode(raw, validate=True)
    except ValueError as error:
        raise SettingsError(f"{name} is not base64") from error
    if len(key) < length:
        raise SettingsError(f"{name} needs at least {length} bytes of base64, got {len(key)}")
    return key


def plain_scheme(url: str) -> str:
    """postgresql+asyncpg://… and postgres://… as postgresql://…, which every driver reads."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    if scheme.split("+")[0] not in ("postgresql", "postgres"):
        raise SettingsError("SIYU_DATABASE_URL does not start with postgresql://")
    return "postgresql://" + rest
