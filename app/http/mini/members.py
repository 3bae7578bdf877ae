"""Login, the member's own data and the address book."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.bodies import Body, PostalBody
from app.http.context import AnyRequest, bearer, device, services, shopper
from app.http.documented import problems
from domain.members.address_parser import parse_address
from domain.members.addresses import AddressDraft
from domain.members.messages import GrantResult
from ports.members.api import PostalAddress
from ports.members.views import AddressList, AddressView, MemberView, Session

# WeChat's codes are plain ASCII: what cannot be one is not asked about.
Code = Annotated[str, Meta(min_length=1, max_length=256, pattern=r"^[!-~]+$")]
Short = Annotated[str, Meta(min_length=1, max_length=64)]


class SignInBody(Body, frozen=True):
    code: Code


class CodeBody(Body, frozen=True):
    code: Code


class NicknameBody(Body, frozen=True):
    nickname: Short


class ConsentBody(Body, frozen=True):
    version: Annotated[str, Meta(min_length=1, max_length=32)]


class GrantBody(Body, frozen=True):
    template_id: Annotated[str, Meta(min_length=1, max_length=128)]
    accepted: bool


class GrantsBody(Body, frozen=True):
    results: Annotated[list[GrantBody], Meta(max_length=20)]


class AddressBody(PostalBody, frozen=True):
    is_default: bool
    tag: Annotated[str, Meta(max_length=10)] | None = None

    def draft(self) -> AddressDraft:
        return AddressDraft(self.address(), self.tag, self.is_default)


class PastedText(Body, frozen=True):
    text: Annotated[str, Meta(max_length=500)]


@post(
    "/session",
    operation_id="signIn",
    opt={"public": True, "natural_key": True},
    status_code=200,
    responses=problems(401),
)
async def sign_in(request: AnyRequest, data: JSONBody[SignInBody]) -> Session:
    session = await services(request).identity.sign_in(data.code, device(request))
    services(request).shopper_sessions.opened(session.token, session.member.id)
    return session


@delete("/session", operation_id="signOut", opt={"natural_key": True})
async def sign_out(request: AnyRequest) -> None:
    shopper(request)
    await services(request).identity.sign_out(bearer(request))


@get("/me", operation_id="getMe")
async def get_me(request: AnyRequest) -> MemberView:
    return await services(request).identity.me(shopper(request))


@patch("/me", operation_id="changeMe", opt={"natural_key": True})
async def change_me(request: AnyRequest, data: JSONBody[NicknameBody]) -> MemberView:
    return await services(request).identity.set_nickname(shopper(request), data.nickname)


@post("/me/phone", operation_id="setMyPhone", opt={"natural_key": True}, status_code=200)
async def set_phone(request: AnyRequest, data: JSONBody[CodeBody]) -> MemberView:
    return await services(request).identity.set_phone(shopper(request), data.code)


@post("/me/consent", operation_id="acceptPrivacy", opt={"natural_key": True}, status_code=200)
async def accept_privacy(request: AnyRequest, data: JSONBody[ConsentBody]) -> MemberView:
    return await services(request).identity.consent(shopper(request), data.version)


@post("/me/subscriptions", operation_id="recordSubscriptions", status_code=204)
async def record_subscriptions(request: AnyRequest, data: JSONBody[GrantsBody]) -> None:
    results = [GrantResult(result.template_id, result.accepted) for result in data.results]
    await services(request).members.messages.record_grants(shopper(request), results)


@get("/addresses", operation_id="listAddresses")
async def list_addresses(request: AnyRequest) -> AddressList:
    return await services(request).addresses.all(shopper(request))


@post("/addresses", operation_id="addAddress")
async def add_address(request: AnyRequest, data: JSONBody[AddressBody]) -> AddressView:
    return await services(request).addresses.add(shopper(request), data.draft())


@put("/addresses/{address_id:uuid}", operation_id="changeAddress", opt={"natural_key": True})
async def change_address(request: AnyRequest, address_id: FromPath[UUID], data: JSONBody[AddressBody]) -> AddressView:
    return await services(request).addresses.change(shopper(request), address_id, data.draft())


@delete("/addresses/{address_id:uuid}", operation_id="removeAddress")
async def remove_address(request: AnyRequest, address_id: FromPath[UUID]) -> None:
    await services(request).addresses.remove(shopper(request), address_id)


@post("/addresses/parse", operation_id="parseAddress", opt={"public": True, "natural_key": True}, status_code=200)
async def parse_pasted_address(data: JSONBody[PastedText]) -> PostalAddress:
    return parse_address(data.text)


ROUTES = [
    sign_in,
    sign_out,
    get_me,
    change_me,
    set_phone,
    accept_privacy,
    record_subscriptions,
    list_addresses,
    add_address,
    change_address,
    remove_address,
    parse_pasted_address,
]
