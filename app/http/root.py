"""What belongs to nobody in particular: health, metrics, the welcome page."""

import hmac
import os
from typing import Any

from litestar import MediaType, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from app.http.context import AnyRequest, services
from app.http.problems import problem
from app.http.welcome import welcome_page
from app.settings import ROOT

DESCRIPTION = ROOT / "openapi.json"


@get("/health/live", include_in_schema=False, name="live", sync_to_thread=False)
def live() -> dict[str, str]:
    return {"status": "ok"}


@get("/health/ready", include_in_schema=False, name="ready")
async def ready(request: AnyRequest) -> Response[dict[str, str]]:
    """503 while PostgreSQL or Valkey does not answer."""
    found = await services(request).health.check()
    return Response(found, status_code=200 if set(found.values()) == {"ok"} else 503)


@get("/metrics", include_in_schema=False, name="metrics", sync_to_thread=False)
def metrics(request: AnyRequest) -> Response[Any]:
    """For Prometheus. Guarded by a bearer token when one is set."""
    token = request.app.state.settings.metrics_token
    given = request.headers.get("authorization", "")
    if token and not hmac.compare_digest(given, f"Bearer {token}"):
        return problem(401, "auth.required", "请提供监控口令")
    return Response(generate_latest(_figures()), media_type=CONTENT_TYPE_LATEST)


@get("/openapi.json", include_in_schema=False, name="openapi", sync_to_thread=True)
def openapi() -> Response[bytes]:
    """As it was written by `siyu openapi`; the checks hold it to the routes."""
    return Response(DESCRIPTION.read_bytes(), media_type="application/vnd.oai.openapi+json")


def _figures() -> CollectorRegistry:
    """Of this process, or of all processes of a server that has several (`app/runtime/serve.py`)."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


@get("/", include_in_schema=False, name="welcome", media_type=MediaType.HTML, sync_to_thread=True)
def welcome(request: AnyRequest) -> str:
    return welcome_page(request.app.state.settings)


ROUTES = [live, ready, metrics, openapi, welcome]
