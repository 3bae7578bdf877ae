"""The emulator as an ASGI application: real hosts under a path of their name, a console at `/`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Router, get
from litestar.config.cors import CORSConfig
from litestar.di import Provide
from litestar.types import ExceptionHandlersMap

from adapters.emulator.console.pages import router as console
from adapters.emulator.kdniao.http import router as kdniao
from adapters.emulator.pay.contracts_http import router as contracts
from adapters.emulator.pay.http import router as pay
from adapters.emulator.play import backstage, content, friends, groups, official, past, people
from adapters.emulator.play import contracts as signing
from adapters.emulator.play import wecom as corp_people
from adapters.emulator.play import wecom_groups as corp_groups
from adapters.emulator.play import wecom_moments as corp_moments
from adapters.emulator.play import wecom_overview as corp_console
from adapters.emulator.play import wecom_sidebar as corp_sidebar
from adapters.emulator.play import wecom_work as corp_work
from adapters.emulator.settings import Settings
from adapters.emulator.wechat.http import router as wechat
from adapters.emulator.wechat.official_http import router as wechat_official
from adapters.emulator.wecom.errors import Unplayable, WecomError
from adapters.emulator.wecom.http import open_handlers as wecom_pages
from adapters.emulator.wecom.http import router as wecom
from adapters.emulator.world import World


@get("/health", sync_to_thread=False)
def health() -> dict[str, str]:
    return {"status": "ok"}


def create_app(settings: Settings | None = None) -> Litestar:
    """Build the application; without settings they come from SIYU_HOME and SIYU_HOOKS_URL.

    One process only: timers and the writer of the books live in it.
    """
    world = World(settings or Settings.from_environment())

    @asynccontextmanager
    async def run(_: Litestar) -> AsyncIterator[None]:
        await world.start()
        yield
        await world.stop()

    def the_world() -> World:
        return world

    shop = (people, groups, friends, content, signing, backstage, past, official)
    parts = (*shop, corp_people, corp_groups, corp_moments, corp_work, corp_sidebar, corp_console)
    refusals: ExceptionHandlersMap = {
        Unplayable: corp_people.answer_unplayable,
        WecomError: corp_people.answer_corp_refusal,
    }
    handlers = [handler for part in parts for handler in part.handlers]
    play = Router("/play", route_handlers=handlers, exception_handlers=refusals)
    login = Router("/", route_handlers=[corp_work.authorize], exception_handlers=refusals)
    return Litestar(
        route_handlers=[
            health,
            console,
            play,
            pay,
            contracts,
            wechat,
            wechat_official,
            wecom,
            *wecom_pages,
            login,
            kdniao,
        ],
        dependencies={"world": Provide(the_world, sync_to_thread=False)},
        cors_config=CORSConfig(allow_origins=["*"]),
        lifespan=[run],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=4 * 1024 * 1024,
    )
