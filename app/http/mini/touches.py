"""The links that guides and groups put before people, as the shop is opened through them."""

from typing import Annotated

from litestar import post
from litestar.params import FromPath
from msgspec import Meta

from app.http.context import AnyRequest, services, shopper

TouchCode = Annotated[str, Meta(min_length=1, max_length=32)]


@post(
    "/touches/{touch_code:str}/open",
    operation_id="openTouch",
    opt={"natural_key": True},
    status_code=204,
)
async def open_touch(request: AnyRequest, touch_code: FromPath[TouchCode]) -> None:
    await services(request).community.performance.touches.open(shopper(request), touch_code)


ROUTES = [open_touch]
