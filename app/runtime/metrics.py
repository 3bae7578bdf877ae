"""Metrics of the processes that serve no pages: the worker's and the scheduler's, each at a port of its own.

A worker is several processes: each writes its figures to a file of one folder (prometheus_client's multiprocess mode),
and one process more adds the files up for whoever scrapes.
"""

import hmac
import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import REGISTRY, CollectorRegistry, make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer
from prometheus_client.multiprocess import MultiProcessCollector

from app.runtime.process import die_with_parent
from app.settings import Settings, load_settings

PATH = "/metrics"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Silent(WSGIRequestHandler):
    """Every scrape would be a line."""

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


def guarded(metrics: Application, token: str) -> Application:
    """At one path, and behind the bearer token when there is one, as `/metrics` of the server."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        given = environ.get("HTTP_AUTHORIZATION", "")
        if token and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            status = "401 Unauthorized"
        elif environ["PATH_INFO"] != PATH:
            status = "404 Not Found"
        else:
            return metrics(environ, start_response)
        start_response(status, [("Content-Type", "text/plain")])
        return [status.encode()]

    return application


def serve_beside(settings: Settings, port: int) -> None:
    """The figures of this process, from a thread that ends with it."""
    server = _server(settings, port, REGISTRY)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def add_up() -> None:
    """Run by Dramatiq in a process of its own beside the workers, until it is stopped."""
    die_with_parent()
    settings = load_settings()
    assert settings.worker_metrics_port is not None
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    _server(settings, settings.worker_metrics_port, registry).serve_forever()


def _server(settings: Settings, port: int, registry: CollectorRegistry) -> WSGIServer:
    application = guarded(make_wsgi_app(registry), settings.metrics_token)
    return make_server(settings.host, port, application, ThreadingWSGIServer, _Silent)
