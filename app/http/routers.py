"""Every route, by audience."""

import importlib
import pkgutil
from types import ModuleType

from litestar import Router

import app.http.admin
import app.http.hooks
import app.http.mini
from app.http.gate import gate, resolve_operator, resolve_shopper


def _routes(package: ModuleType) -> list[object]:
    """`ROUTES` of every file in the folder: a new file needs no line here."""
    found: list[object] = []
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        found.extend(importlib.import_module(f"{package.__name__}.{module.name}").ROUTES)
    return found


def routers() -> list[Router]:
    return [
        Router("/api/mini", route_handlers=_routes(app.http.mini), middleware=[gate(resolve_shopper)], tags=["mini"]),  # type: ignore[arg-type]
        Router(
            "/api/admin", route_handlers=_routes(app.http.admin), middleware=[gate(resolve_operator)], tags=["admin"]
        ),  # type: ignore[arg-type]
        Router("/hooks", route_handlers=_routes(app.http.hooks), tags=["hooks"]),  # type: ignore[arg-type]
    ]
