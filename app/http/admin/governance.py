"""Operators: sign-in, the own account, operators, roles, audit."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, actor, bearer, client_ip, services
from app.http.documented import problems
from domain.governance.operators import OperatorDraft
from domain.governance.sign_in import SignInAttempt
from ports.governance.views import (
    AuditCheck,
    AuditFilter,
    AuditView,
    NewOperator,
    OperatorList,
    OperatorSession,
    OperatorView,
    PermissionList,
    RoleList,
    RoleView,
    SessionList,
    TemporaryPassword,
    TotpSetup,
)
from ports.kernel import OperatorId, Page

Username = Annotated[str, Meta(min_length=2, max_length=32, pattern=r"^[A-Za-z0-9_.-]+$")]
Password = Annotated[str, Meta(min_length=1, max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=32)]
Code = Annotated[str, Meta(pattern=r"^\d{6}$")]


class SignInBody(Body, frozen=True):
    username: Annotated[str, Meta(min_length=1, max_length=32)]
    password: Password
    totp: Annotated[str, Meta(max_length=6)] | None = None


class TotpBody(Body, frozen=True):
    code: Code


class PasswordBody(Body, frozen=True):
    current: Password
    next: Password


class NewOperatorBody(Body, frozen=True):
    username: Username
    name: Name
    role_ids: Annotated[list[UUID], Meta(max_length=20)]


class OperatorBody(Body, frozen=True):
    name: Name
    role_ids: Annotated[list[UUID], Meta(max_length=20)]
    status: Literal["active", "disabled"]


class RoleBody(Body, frozen=True):
    name: Name
    permissions: Annotated[list[str], Meta(max_length=100)]


@post(
    "/session",
    operation_id="operatorSignIn",
    opt={"public": True, "natural_key": True},
    status_code=200,
    responses=problems(401, 429),
)
async def sign_in(request: AnyRequest, data: JSONBody[SignInBody]) -> OperatorSession:
    agent = request.headers.get("user-agent", "")
    attempt = SignInAttempt(data.username, data.password, data.totp, client_ip(request), agent)
    return await services(request).operator_sign_in.sign_in(attempt)


@delete("/session", operation_id="operatorSignOut", opt={"natural_key": True})
async def sign_out(request: AnyRequest) -> None:
    actor(request)
    await services(request).operator_sign_in.sign_out(bearer(request))


@get("/session", operation_id="currentOperator")
async def current(request: AnyRequest) -> OperatorView:
    return await services(request).operator_sign_in.current(actor(request))


@post("/me/totp/setup", operation_id="setUpTotp", opt={"natural_key": True}, status_code=200)
async def set_up_totp(request: AnyRequest) -> TotpSetup:
    return await services(request).own_account.set_up_totp(actor(request))


@post("/me/totp/confirm", operation_id="confirmTotp", opt={"natural_key": True}, status_code=200)
async def confirm_totp(request: AnyRequest, data: JSONBody[TotpBody]) -> OperatorView:
    return await services(request).own_account.confirm_totp(actor(request), data.code)


@post("/me/password", operation_id="changePassword", opt={"natural_key": True}, status_code=204)
async def change_password(request: AnyRequest, data: JSONBody[PasswordBody]) -> None:
    await services(request).own_account.change_password(actor(request), bearer(request), data.current, data.next)


@get("/me/sessions", operation_id="listMySessions")
async def my_sessions(request: AnyRequest) -> SessionList:
    return await services(request).operator_sign_in.sessions(actor(request), bearer(request))


@delete("/me/sessions/{session_id:uuid}", operation_id="endMySession", opt={"natural_key": True})
async def end_session(request: AnyRequest, session_id: FromPath[UUID]) -> None:
    await services(request).own_account.close_session(actor(request), session_id)


@get("/operators", operation_id="listOperators")
async def list_operators(request: AnyRequest) -> OperatorList:
    return await services(request).operators.all(actor(request))


@post("/operators", operation_id="createOperator")
async def create_operator(request: AnyRequest, data: JSONBody[NewOperatorBody]) -> NewOperator:
    draft = OperatorDraft(data.name, data.role_ids)
    return await services(request).operators.create(actor(request), data.username, draft)


@put("/operators/{operator_id:uuid}", operation_id="changeOperator", opt={"natural_key": True})
async def change_operator(
    request: AnyRequest, operator_id: FromPath[UUID], data: JSONBody[OperatorBody]
) -> OperatorView:
    draft = OperatorDraft(data.name, data.role_ids, data.status)
    return await services(request).operators.change(actor(request), OperatorId(operator_id), draft)


@post("/operators/{operator_id:uuid}/reset", operation_id="resetOperator", status_code=200)
async def reset_operator(request: AnyRequest, operator_id: FromPath[UUID]) -> TemporaryPassword:
    return await services(request).operators.reset(actor(request), OperatorId(operator_id))


@get("/roles", operation_id="listRoles")
async def list_roles(request: AnyRequest) -> RoleList:
    return await services(request).operators.roles(actor(request))


@post("/roles", operation_id="createRole")
async def create_role(request: AnyRequest, data: JSONBody[RoleBody]) -> RoleView:
    return await services(request).operators.create_role(actor(request), data.name, data.permissions)


@put("/roles/{role_id:uuid}", operation_id="changeRole", opt={"natural_key": True})
async def change_role(request: AnyRequest, role_id: FromPath[UUID], data: JSONBody[RoleBody]) -> RoleView:
    return await services(request).operators.change_role(actor(request), role_id, data.name, data.permissions)


@delete("/roles/{role_id:uuid}", operation_id="deleteRole", opt={"natural_key": True})
async def delete_role(request: AnyRequest, role_id: FromPath[UUID]) -> None:
    await services(request).operators.delete_role(actor(request), role_id)


@get("/permissions", operation_id="listPermissions")
async def list_permissions(request: AnyRequest) -> PermissionList:
    actor(request)
    return services(request).operators.permissions()


@get("/audit", operation_id="listAudit")
async def list_audit(  # noqa: PLR0913, PLR0917 - one parameter per filter
    request: AnyRequest,
    operator_id: Annotated[UUID | None, QueryParameter(name="operatorId")] = None,
    action: FromQuery[str | None] = None,
    since: Annotated[datetime | None, QueryParameter(name="from")] = None,
    until: Annotated[datetime | None, QueryParameter(name="to")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[AuditView]:
    actor(request).require("audit.read")
    return await services(request).audit.entries(AuditFilter(operator_id, action, since, until), cursor, limit)


@get("/audit/verify", operation_id="verifyAudit")
async def verify_audit(request: AnyRequest) -> AuditCheck:
    actor(request).require("audit.read")
    return await services(request).audit.verify()


ROUTES = [
    sign_in,
    sign_out,
    current,
    set_up_totp,
    confirm_totp,
    change_password,
    my_sessions,
    end_session,
    list_operators,
    create_operator,
    change_operator,
    reset_operator,
    list_roles,
    create_role,
    change_role,
    delete_role,
    list_permissions,
    list_audit,
    verify_audit,
]
