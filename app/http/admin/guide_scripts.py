"""Scripts of guides 话术, and what guides may give away 导购额度."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from domain.community.guide_allowances import AllowancePage
from domain.community.script_desk import ScriptList, ScriptPreview
from ports.community.scripts import CardTarget, Condition, ScriptRow, ScriptRules
from ports.community.sidebar_store import AllowanceRule

Version = Annotated[int, Meta(ge=0, le=2_000_000_000)]
Guide = Annotated[str, Meta(max_length=64)]


class ScriptBody(Body, frozen=True):
    name: Annotated[str, Meta(min_length=1, max_length=30)]
    condition: Condition
    text: Annotated[str, Meta(min_length=1, max_length=600)]
    card: CardTarget
    priority: Annotated[int, Meta(ge=0, le=100)]

    def rules(self) -> ScriptRules:
        return ScriptRules(self.name, self.condition, self.text, self.card, self.priority)


class ChangedScriptBody(ScriptBody, frozen=True, kw_only=True):
    """`version`: of the script that was changed."""

    is_active: bool
    version: Version


class AllowanceRuleBody(Body, frozen=True):
    """`guide` empty: everybody without a rule of their own. None: no bound. `version` 0: a new rule.

    `refund_max_fen`: up to which refund guides decide after-sale requests alone; 0: they only see them.
    """

    guide: Guide
    coupons_max: Annotated[int, Meta(ge=0, le=100_000)] | None
    value_max_fen: Annotated[int, Meta(ge=0, le=1_000_000_000)] | None
    refund_max_fen: Annotated[int, Meta(ge=0, le=1_000_000)]
    version: Version


class AllowanceRuleName(Body, frozen=True):
    guide: Annotated[str, Meta(min_length=1, max_length=64)]
    version: Version


class GuideTemplatesBody(Body, frozen=True):
    template_ids: Annotated[tuple[UUID, ...], Meta(max_length=50)]


@get("/guide-scripts", operation_id="listScripts")
async def list_scripts(request: AnyRequest) -> ScriptList:
    return await services(request).community.sidebar.script_desk.all(actor(request))


@post("/guide-scripts", operation_id="createScript")
async def create_script(request: AnyRequest, data: JSONBody[ScriptBody]) -> ScriptRow:
    return await services(request).community.sidebar.script_desk.create(actor(request), data.rules())


@put("/guide-scripts/{script_id:uuid}", operation_id="changeScript")
async def change_script(request: AnyRequest, script_id: FromPath[UUID], data: JSONBody[ChangedScriptBody]) -> ScriptRow:
    given = (data.is_active, data.version)
    return await services(request).community.sidebar.script_desk.change(actor(request), script_id, data.rules(), given)


@post("/guide-scripts/preview", operation_id="previewScript", opt={"natural_key": True}, status_code=200)
async def preview_script(request: AnyRequest, data: JSONBody[ScriptBody]) -> ScriptPreview:
    return services(request).community.sidebar.script_desk.preview(actor(request), data.rules())


@get("/guide-allowances", operation_id="getAllowances")
async def get_allowances(request: AnyRequest) -> AllowancePage:
    return await services(request).community.sidebar.allowances.page(actor(request))


@put("/guide-allowances/rules", operation_id="setAllowanceRule")
async def set_rule(request: AnyRequest, data: JSONBody[AllowanceRuleBody]) -> AllowancePage:
    rule = AllowanceRule(data.guide, data.coupons_max, data.value_max_fen, data.version, data.refund_max_fen)
    return await services(request).community.sidebar.allowances.set_rule(actor(request), rule)


@post("/guide-allowances/rules/remove", operation_id="removeAllowanceRule", status_code=200)
async def remove_rule(request: AnyRequest, data: JSONBody[AllowanceRuleName]) -> AllowancePage:
    return await services(request).community.sidebar.allowances.remove_rule(actor(request), data.guide, data.version)


@put("/guide-allowances/templates", operation_id="setGuideTemplates")
async def set_templates(request: AnyRequest, data: JSONBody[GuideTemplatesBody]) -> AllowancePage:
    return await services(request).community.sidebar.allowances.set_templates(actor(request), data.template_ids)


ROUTES = [
    list_scripts,
    create_script,
    change_script,
    preview_script,
    get_allowances,
    set_rule,
    remove_rule,
    set_templates,
]
