"""One's own data: consents, a copy of everything, leaving."""

from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody

from app.http.bodies import Body
from app.http.context import AnyRequest, services, shopper
from ports.members.personal_data import ExportFile, ExportView, PrivacyView


class MarketingBody(Body, frozen=True):
    is_given: bool


@get("/me/privacy", operation_id="getMyPrivacy")
async def get_privacy(request: AnyRequest) -> PrivacyView:
    return await services(request).members.privacy.show(shopper(request))


@put("/me/consents/marketing", operation_id="setMarketingConsent", opt={"natural_key": True})
async def set_marketing(request: AnyRequest, data: JSONBody[MarketingBody]) -> PrivacyView:
    return await services(request).members.privacy.set_marketing(shopper(request), data.is_given)


@post("/me/exports", operation_id="askForMyData", status_code=200)
async def ask_export(request: AnyRequest) -> ExportView:
    return await services(request).members.privacy.ask_export(shopper(request))


@get("/me/exports/{export_id:uuid}", operation_id="getMyData")
async def get_export(request: AnyRequest, export_id: FromPath[UUID]) -> ExportFile:
    return await services(request).members.privacy.export_file(shopper(request), export_id)


@post("/me/leaving", operation_id="askToLeave", status_code=200)
async def ask_to_leave(request: AnyRequest) -> PrivacyView:
    return await services(request).members.privacy.ask_to_leave(shopper(request))


@delete("/me/leaving", operation_id="withdrawLeaving", status_code=200)
async def withdraw_leaving(request: AnyRequest) -> PrivacyView:
    return await services(request).members.privacy.withdraw_leaving(shopper(request))


ROUTES = [get_privacy, set_marketing, ask_export, get_export, ask_to_leave, withdraw_leaving]
