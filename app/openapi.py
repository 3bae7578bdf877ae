"""`siyu openapi`: writes openapi.json, from which the faces' types are generated; `--check` only compares."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import msgspec

from app.http.root import DESCRIPTION as PATH
from app.main import make_app
from app.settings import load_settings


def rendered() -> bytes:
    """Stable: keys are sorted, so that a change shows as a change."""
    # Routes are described, nothing is connected to: the addresses only have to look like ones.
    nowhere = {"SIYU_DATABASE_URL": "postgresql://127.0.0.1:1/none", "SIYU_VALKEY_URL": "redis://127.0.0.1:1"}
    schema: Any = make_app(load_settings(nowhere | os.environ), described=True).openapi_schema.to_schema()
    return msgspec.json.format(msgspec.json.encode(schema, order="deterministic"), indent=1) + b"\n"


def main(arguments: Sequence[str] = ()) -> int:
    content = rendered()
    if "--check" in arguments:
        if not PATH.exists() or PATH.read_bytes() != content:
            print("openapi.json does not describe the routes any more: run `siyu openapi`", file=sys.stderr)
            return 1
        return 0
    PATH.write_bytes(content)
    return 0
