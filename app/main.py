"""The HTTP application: `app.main:app` for an ASGI server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from app.http.busy import short_ways
from app.http.files import ROUTES as FILES
from app.http.observe import observe
from app.http.problems import EXCEPTION_HANDLERS
from app.http.requests import BODY_BYTES_MAX, StrictRequest
from app.http.root import ROUTES
from app.http.routers import routers
from app.http.static import face
from app.logs import set_up_logs
from app.settings import ROOT, Settings, load_settings
from app.wiring import build
from app.wiring.outer import Replacements


def _faces() -> list[object]:
    web = ROOT / "app" / "web" / "dist"
    return [
        *face("/mini", ROOT / "miniprogram" / "dist" / "h5", "商城页面还没有构建"),
        *face("/admin", web / "admin", "管理后台还没有构建"),
        *face("/sidebar", web / "sidebar", "侧边栏还没有构建"),
        *face("/docs", web / "docs", "文档页面还没有构建"),
    ]


def _described() -> OpenAPIConfig:
    components = Components(security_schemes={"bearer": SecurityScheme(type="http", scheme="bearer")})
    return OpenAPIConfig(title="Siyu 私域", version="1", components=components)


def make_app(settings: Settings, replaced: Replacements | None = None, *, described: bool = False) -> Litestar:
    """`described` for `siyu openapi` alone: a server sends the file, because describing itself costs it 20 MB."""
    built = build(settings, replaced or Replacements())

    @asynccontextmanager
    async def connections(app: Litestar) -> AsyncIterator[None]:
        async with built.open():
            yield

    app = Litestar(
        route_handlers=[*ROUTES, *FILES, *routers(), *_faces()],  # type: ignore[list-item]
        exception_handlers=EXCEPTION_HANDLERS,
        request_class=StrictRequest,
        openapi_config=_described() if described else None,
        lifespan=[connections],
        request_max_body_size=BODY_BYTES_MAX,
        logging_config=None,
    )
    # Around everything: what the router or the gate refuses is a request too, and its answer carries its id.
    app.asgi_handler = observe()(short_ways(app)(app.asgi_handler))
    app.state.services = built.services
    app.state.settings = settings
    return app


def _application() -> Litestar:
    settings = load_settings()
    set_up_logs(settings.log_level)
    return make_app(settings)


def __getattr__(name: str) -> Litestar:
    # Built when a server asks for it, so that importing this module connects to nothing.
    if name == "app":
        return _application()
    raise AttributeError(name)
