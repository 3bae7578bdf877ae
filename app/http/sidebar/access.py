"""The guide's session, and what a page needs to talk to WeCom."""

from litestar import delete, get, post
from litestar.params import JSONBody

from app.http.context import AnyRequest, bearer, client_ip, guide, services
from app.http.documented import problems
from app.http.sidebar.ids import BeginLoginBody, GuideCodeBody, PageUrl
from ports.community.sidebar import GuideSelf, GuideSession, LoginAddress, LoginAnswer, PageSignatures


@post(
    "/session",
    operation_id="guideSignIn",
    opt={"public": True, "natural_key": True},
    status_code=200,
    responses=problems(401),
)
async def sign_in(request: AnyRequest, data: JSONBody[GuideCodeBody]) -> GuideSession:
    answer = LoginAnswer(data.code, data.state, data.secret)
    return await services(request).community.sidebar.access.sign_in(answer)


@delete("/session", operation_id="guideSignOut", opt={"natural_key": True})
async def sign_out(request: AnyRequest) -> None:
    guide(request)
    await services(request).community.sidebar.access.sign_out(bearer(request))


@post("/logins", operation_id="beginGuideLogin", opt={"public": True, "natural_key": True}, responses=problems(429))
async def begin_login(request: AnyRequest, data: JSONBody[BeginLoginBody]) -> LoginAddress:
    """Where WeCom asks who this is. Good for ten minutes, once, and in the browser that keeps the secret."""
    services(request).guide_login_throttle.check(client_ip(request))
    return await services(request).community.sidebar.access.begin_login(data.return_to)


@get("/signature", operation_id="signPage")
async def sign_page(request: AnyRequest, url: PageUrl) -> PageSignatures:
    guide(request)
    return await services(request).community.sidebar.access.signature(url)


@get("/me", operation_id="getGuide")
async def get_guide(request: AnyRequest) -> GuideSelf:
    return await services(request).community.sidebar.access.me(guide(request))


ROUTES = [sign_in, sign_out, begin_login, sign_page, get_guide]
