"""Every route, by audience."""

import importlib
import pkgutil
from types import ModuleType

from litestar import Router
from litestar.handlers import HTTPRouteHandler

import app.http.admin
import app.http.hooks
import app.http.mini
import app.http.sidebar
from app.http.documented import with_problems
from app.http.gate import gate, resolve_guide, resolve_operator, resolve_shopper


def _routes(package: ModuleType) -> list[HTTPRouteHandler]:
    """`ROUTES` of every file in the folder: a new file needs no line here."""
    found: list[HTTPRouteHandler] = []
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        found.extend(importlib.import_module(f"{package.__name__}.{module.name}").ROUTES)
    return found


def routers() -> list[Router]:
    mini = with_problems(_routes(app.http.mini), guarded=(401,))
    admin = with_problems(_routes(app.http.admin), guarded=(401, 403))
    sidebar = with_problems(_routes(app.http.sidebar), guarded=(401,))
    hooks = with_problems(_routes(app.http.hooks), guarded=(), writes=(413,))
    return [
        Router("/api/mini", route_handlers=mini, middleware=[gate(resolve_shopper)], tags=["mini"]),
        Router("/api/admin", route_handlers=admin, middleware=[gate(resolve_operator)], tags=["admin"]),
        Router("/api/sidebar", route_handlers=sidebar, middleware=[gate(resolve_guide)], tags=["sidebar"]),
        Router("/hooks", route_handlers=hooks, tags=["hooks"]),
    ]
