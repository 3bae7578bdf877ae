"""Customers who go to another guide, and friendships that have ended."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.admin.wecom import WecomId
from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, actor, services
from domain.community.transfer_desk import TransferPreview
from ports.community.losses import LossRules, LossView
from ports.community.rule_books import RuleBook
from ports.community.transfers import (
    NewTransfer,
    TransferContactView,
    TransferRules,
    TransferState,
    TransferView,
    UnassignedView,
)
from ports.kernel import Page

Days = Annotated[int, Meta(ge=0, le=3650)]
Version = Annotated[int, Meta(ge=0, le=2_000_000_000)]


class WhoBody(Body, frozen=True):
    """`contact_ids` null: all customers of the guide. `has_left`: the guide has left the corporation."""

    handover: WecomId
    takeover: WecomId
    has_left: bool
    contact_ids: Annotated[tuple[WecomId, ...], Meta(min_length=1, max_length=5000)] | None


class TransferBody(WhoBody, frozen=True):
    """`words` go to customers whose guide is on the job; `reason` stays in the shop."""

    words: Annotated[str, Meta(max_length=200)]
    reason: Annotated[str, Meta(min_length=1, max_length=100)]


class TransferRulesBody(Body, frozen=True):
    """Days of protection, 0 for none; `version` is that of the rules that were changed."""

    added_days: Days
    moved_days: Days
    bought_days: Days
    spare_after_sale: bool
    version: Version


class LossRulesBody(Body, frozen=True):
    tells_guide: bool
    supervisor_ids: Annotated[tuple[WecomId, ...], Meta(max_length=20)]
    version: Version


@get("/wecom/transfers", operation_id="listTransfers")
async def list_transfers(request: AnyRequest, cursor: Cursor = None, limit: Limit = 20) -> Page[TransferView]:
    return await services(request).community.transfer_desk.page(actor(request), cursor, limit)


@post("/wecom/transfers/preview", operation_id="previewTransfer", opt={"natural_key": True}, status_code=200)
async def preview_transfer(request: AnyRequest, data: JSONBody[WhoBody]) -> TransferPreview:
    """Who would go, and who stays and why. Changes nothing."""
    new = NewTransfer(data.handover, data.takeover, data.has_left, "", "")
    return await services(request).community.transfer_desk.preview(actor(request), new, data.contact_ids)


@post("/wecom/transfers", operation_id="startTransfer")
async def start_transfer(request: AnyRequest, data: JSONBody[TransferBody]) -> TransferView:
    new = NewTransfer(data.handover, data.takeover, data.has_left, data.words.strip(), data.reason.strip())
    return await services(request).community.transfer_desk.start(actor(request), new, data.contact_ids)


@get("/wecom/transfers/{transfer_id:uuid}", operation_id="getTransfer")
async def get_transfer(request: AnyRequest, transfer_id: FromPath[UUID]) -> TransferView:
    return await services(request).community.transfer_desk.one(actor(request), transfer_id)


@get("/wecom/transfers/{transfer_id:uuid}/contacts", operation_id="listTransferContacts")
async def list_transfer_contacts(
    request: AnyRequest,
    transfer_id: FromPath[UUID],
    of_state: Annotated[TransferState | None, QueryParameter(name="state")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[TransferContactView]:
    desk = services(request).community.transfer_desk
    return await desk.contacts(actor(request), transfer_id, of_state, (cursor, limit))


@post("/wecom/transfers/{transfer_id:uuid}/stop", operation_id="stopTransfer", status_code=200)
async def stop_transfer(request: AnyRequest, transfer_id: FromPath[UUID]) -> TransferView:
    """Who was told to WeCom goes on; the rest stays."""
    return await services(request).community.transfer_desk.stop(actor(request), transfer_id)


@get("/wecom/transfer-rules", operation_id="getTransferRules")
async def get_transfer_rules(request: AnyRequest) -> RuleBook[TransferRules]:
    return await services(request).community.transfer_desk.rules(actor(request))


@put("/wecom/transfer-rules", operation_id="changeTransferRules")
async def change_transfer_rules(request: AnyRequest, data: JSONBody[TransferRulesBody]) -> RuleBook[TransferRules]:
    rules = TransferRules(data.added_days, data.moved_days, data.bought_days, data.spare_after_sale)
    return await services(request).community.transfer_desk.change_rules(actor(request), rules, data.version)


@get("/wecom/unassigned", operation_id="listUnassigned")
async def list_unassigned(request: AnyRequest) -> tuple[UnassignedView, ...]:
    """Guides who have left, and how many customers wait for somebody else."""
    return await services(request).community.transfer_desk.unassigned(actor(request))


@post("/wecom/unassigned/refresh", operation_id="refreshUnassigned", opt={"natural_key": True}, status_code=202)
async def refresh_unassigned(request: AnyRequest) -> None:
    await services(request).community.transfer_desk.refresh_unassigned(actor(request))


@get("/wecom/losses", operation_id="listLosses")
async def list_losses(request: AnyRequest) -> tuple[LossView, ...]:
    """The newest fifty."""
    return tuple(await services(request).community.losses.recent(actor(request)))


@get("/wecom/loss-rules", operation_id="getLossRules")
async def get_loss_rules(request: AnyRequest) -> RuleBook[LossRules]:
    return await services(request).community.losses.rules(actor(request))


@put("/wecom/loss-rules", operation_id="changeLossRules")
async def change_loss_rules(request: AnyRequest, data: JSONBody[LossRulesBody]) -> RuleBook[LossRules]:
    rules = LossRules(data.tells_guide, tuple(dict.fromkeys(data.supervisor_ids)))
    return await services(request).community.losses.change_rules(actor(request), rules, data.version)


ROUTES = [
    list_transfers,
    preview_transfer,
    start_transfer,
    get_transfer,
    list_transfer_contacts,
    stop_transfer,
    get_transfer_rules,
    change_transfer_rules,
    list_unassigned,
    refresh_unassigned,
    list_losses,
    get_loss_rules,
    change_loss_rules,
]
