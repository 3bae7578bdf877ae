"""My level, my growth, my birthday."""

from typing import Annotated

from litestar import get, put
from litestar.params import JSONBody
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, services, shopper
from ports.kernel import Page
from ports.members.growth_store import Birthday
from ports.members.growth_views import BirthdayView, GrowthEntryView, LevelPage


class BirthdayBody(Body, frozen=True):
    """`year` may be left out."""

    month: Annotated[int, Meta(ge=1, le=12)]
    day: Annotated[int, Meta(ge=1, le=31)]
    year: Annotated[int, Meta(ge=1900, le=2200)] | None = None


@get("/me/level", operation_id="getMyLevel")
async def get_my_level(request: AnyRequest) -> LevelPage:
    return await services(request).members.levels.shopper.page(shopper(request))


@get("/me/growth", operation_id="listMyGrowth")
async def list_my_growth(request: AnyRequest, cursor: Cursor = None, limit: Limit = 20) -> Page[GrowthEntryView]:
    return await services(request).members.levels.shopper.entries(shopper(request), cursor, limit)


@put("/me/birthday", operation_id="setMyBirthday", opt={"natural_key": True})
async def set_my_birthday(request: AnyRequest, data: JSONBody[BirthdayBody]) -> BirthdayView:
    return await services(request).members.levels.shopper.set_birthday(
        shopper(request), Birthday(data.month, data.day, data.year)
    )


ROUTES = [get_my_level, list_my_growth, set_my_birthday]
