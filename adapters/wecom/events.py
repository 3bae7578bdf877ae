"""Events of C.3 as the application understands them; the words are WeCom's."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Literal
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from adapters.tencent.crypt import BadMessage
from ports.outside.wecom_app import (
    ContactAdded,
    ContactEdited,
    ContactGone,
    GroupChanged,
    StaffChanged,
    TagsChanged,
    TransferFailed,
    WecomEvent,
)

type Fields = Mapping[str, str]
type GroupWhat = Literal["made", "dismissed", "members", "owner", "name", "notice"]

STAFF_LEFT = "5"
_GROUP_WHAT: Mapping[str, GroupWhat] = {
    "add_member": "members",
    "del_member": "members",
    "change_owner": "owner",
    "change_name": "name",
    "change_notice": "notice",
}


def fields_of(body: bytes) -> dict[str, str]:
    """Text of the elements directly under the root. Raises BadMessage."""
    try:
        return {child.tag: (child.text or "").strip() for child in fromstring(body)}
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BadMessage("not XML") from error


def told(fields: Fields) -> WecomEvent | None:
    """None for what nobody here handles, or what lacks the one it is about."""
    at = _at(fields)
    reader = _READERS.get((fields.get("Event", ""), fields.get("ChangeType", "")))
    return None if reader is None or at is None else reader(fields, at)


def _added(fields: Fields, at: datetime) -> WecomEvent | None:
    user_id, contact_id = _pair(fields)
    if not (user_id and contact_id):
        return None
    return ContactAdded(
        user_id=user_id,
        contact_id=contact_id,
        state=fields.get("State", ""),
        welcome_code=fields.get("WelcomeCode") or None,
        at=at,
        is_half=fields["ChangeType"] == "add_half_external_contact",
    )


def _edited(fields: Fields, at: datetime) -> WecomEvent | None:
    user_id, contact_id = _pair(fields)
    return ContactEdited(user_id, contact_id, at) if user_id and contact_id else None


def _gone(fields: Fields, at: datetime) -> WecomEvent | None:
    user_id, contact_id = _pair(fields)
    if not (user_id and contact_id):
        return None
    return ContactGone(
        user_id=user_id,
        contact_id=contact_id,
        at=at,
        by_contact=fields["ChangeType"] == "del_follow_user",
        by_transfer=fields.get("Source") == "DELETE_BY_TRANSFER",
    )


def _transfer_failed(fields: Fields, at: datetime) -> WecomEvent | None:
    user_id, contact_id = _pair(fields)
    if not (user_id and contact_id):
        return None
    is_full = fields.get("FailReason") == "customer_limit_exceed"
    return TransferFailed(user_id, contact_id, "customer_limit_exceed" if is_full else "customer_refused", at)


def _group(fields: Fields, at: datetime) -> WecomEvent | None:
    chat_id = fields.get("ChatId", "")
    if not chat_id:
        return None
    what: GroupWhat
    match fields["ChangeType"]:
        case "create":
            what = "made"
        case "dismiss":
            what = "dismissed"
        case _:
            # A detail that did not exist when this was written: the group is asked for all the same.
            what = _GROUP_WHAT.get(fields.get("UpdateDetail", ""), "members")
    return GroupChanged(chat_id, what, at)


def _tags(what: Literal["create", "update", "delete", "shuffle"]) -> Callable[[Fields, datetime], WecomEvent | None]:
    def read(fields: Fields, at: datetime) -> WecomEvent | None:
        object_id = fields.get("Id", "")
        if not object_id and what != "shuffle":
            return None
        return TagsChanged(object_id, fields.get("TagType") == "tag_group", what, at)

    return read


def _staff(fields: Fields, at: datetime) -> WecomEvent | None:
    user_id = fields.get("UserID", "")
    if not user_id:
        return None
    has_left = fields["ChangeType"] == "delete_user" or fields.get("Status") == STAFF_LEFT
    return StaffChanged(user_id, has_left, at)


_READERS: Mapping[tuple[str, str], Callable[[Fields, datetime], WecomEvent | None]] = {
    ("change_external_contact", "add_external_contact"): _added,
    ("change_external_contact", "add_half_external_contact"): _added,
    ("change_external_contact", "edit_external_contact"): _edited,
    ("change_external_contact", "del_external_contact"): _gone,
    ("change_external_contact", "del_follow_user"): _gone,
    ("change_external_contact", "transfer_fail"): _transfer_failed,
    ("change_external_chat", "create"): _group,
    ("change_external_chat", "dismiss"): _group,
    ("change_external_chat", "update"): _group,
    ("change_external_tag", "create"): _tags("create"),
    ("change_external_tag", "update"): _tags("update"),
    ("change_external_tag", "delete"): _tags("delete"),
    ("change_external_tag", "shuffle"): _tags("shuffle"),
    ("change_contact", "create_user"): _staff,
    ("change_contact", "update_user"): _staff,
    ("change_contact", "delete_user"): _staff,
}


def _pair(fields: Fields) -> tuple[str, str]:
    return fields.get("UserID", ""), fields.get("ExternalUserID", "")


def _at(fields: Fields) -> datetime | None:
    """`CreateTime`, Unix seconds; None for nonsense."""
    text = fields.get("CreateTime", "")
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1 << 34):
        return None
    return datetime.fromtimestamp(int(text), UTC)
