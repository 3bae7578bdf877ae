"""The guide who looks after the shopper."""

from litestar import get
from msgspec import Struct

from app.http.context import AnyRequest, services, shopper
from ports.community.personal_guides import GuideCard


class OwnGuide(Struct, frozen=True, rename="camel"):
    """None: nobody in particular."""

    guide: GuideCard | None


@get("/guide", operation_id="getMyGuide")
async def my_guide(request: AnyRequest) -> OwnGuide:
    return OwnGuide(await services(request).community.performance.personal_guides.own(shopper(request)))


ROUTES = [my_guide]
