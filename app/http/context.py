"""What a handler knows of its request: the services, who is calling, and from where."""

from typing import Any, cast

from litestar import Request

from app.services import Services
from domain.members.device_rules import device_of
from ports.governance.api import Actor
from ports.kernel import DomainError, MemberId
from ports.members.devices import Device


class LoginRequired(DomainError):
    code = "auth.required"
    kind = "unauthorised"
    message = "请先登录"


AnyRequest = Request[Any, Any, Any]


def services(request: AnyRequest) -> Services:
    return cast(Services, request.app.state.services)


def shopper(request: AnyRequest) -> MemberId:
    """The signed-in member. Raises LoginRequired."""
    member_id = shopper_or_none(request)
    if member_id is None:
        raise LoginRequired
    return member_id


def shopper_or_none(request: AnyRequest) -> MemberId | None:
    return cast(MemberId | None, request.scope["state"].get("member_id"))


def actor(request: AnyRequest) -> Actor:
    """The signed-in operator. Raises LoginRequired."""
    found = request.scope["state"].get("actor")
    if found is None:
        raise LoginRequired
    return cast(Actor, found)


def guide(request: AnyRequest) -> str:
    """The WeCom user id of the signed-in guide. Raises LoginRequired."""
    found = request.scope["state"].get("guide")
    if found is None:
        raise LoginRequired
    return cast(str, found)


def bearer(request: AnyRequest) -> str:
    """The caller's own token, for log-out. Empty when there is none."""
    return request.headers.get("authorization", "")[7:]


def device(request: AnyRequest) -> Device:
    """As the client says; of the headers themselves nothing is kept."""
    return device_of(request.headers.get("user-agent", ""), request.headers.get("referer", ""))


def client_ip(request: AnyRequest) -> str:
    return request.client.host if request.client else ""
