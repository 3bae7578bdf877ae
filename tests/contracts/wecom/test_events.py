"""What the events of C.3 say."""

from typing import Any

import pytest

from ports.outside.wecom_app import (
    ContactAdded,
    ContactEdited,
    ContactGone,
    ForgedCallback,
    GroupChanged,
    StaffChanged,
    TagsChanged,
    TransferFailed,
)
from tests.contracts.wecom.sealing import AT, CHAT, CONTACT, STAFF, TAG, callbacks, event, read, xml

PAIR = {"UserID": "lan", "ExternalUserID": "wmA"}
TOLD: list[tuple[dict[str, Any], Any]] = [
    (
        event(CONTACT, "add_external_contact", **PAIR, State="way-1", WelcomeCode="W1"),
        ContactAdded("lan", "wmA", "way-1", "W1", AT, False),
    ),
    (event(CONTACT, "add_external_contact", **PAIR), ContactAdded("lan", "wmA", "", None, AT, False)),
    (
        event(CONTACT, "add_half_external_contact", **PAIR, State="s", WelcomeCode="W2"),
        ContactAdded("lan", "wmA", "s", "W2", AT, True),
    ),
    (event(CONTACT, "edit_external_contact", **PAIR), ContactEdited("lan", "wmA", AT)),
    (event(CONTACT, "del_external_contact", **PAIR), ContactGone("lan", "wmA", AT, False, False)),
    (
        event(CONTACT, "del_external_contact", **PAIR, Source="DELETE_BY_TRANSFER"),
        ContactGone("lan", "wmA", AT, False, True),
    ),
    (event(CONTACT, "del_follow_user", **PAIR), ContactGone("lan", "wmA", AT, True, False)),
    (
        event(CONTACT, "transfer_fail", **PAIR, FailReason="customer_limit_exceed"),
        TransferFailed("lan", "wmA", "customer_limit_exceed", AT),
    ),
    (
        event(CONTACT, "transfer_fail", **PAIR, FailReason="customer_refused"),
        TransferFailed("lan", "wmA", "customer_refused", AT),
    ),
    (event(CHAT, "create", ChatId="wrA"), GroupChanged("wrA", "made", AT)),
    (event(CHAT, "dismiss", ChatId="wrA"), GroupChanged("wrA", "dismissed", AT)),
    *(
        (event(CHAT, "update", ChatId="wrA", UpdateDetail=detail), GroupChanged("wrA", what, AT))  # type: ignore[arg-type]
        for detail, what in (
            ("add_member", "members"),
            ("del_member", "members"),
            ("change_owner", "owner"),
            ("change_name", "name"),
            ("change_notice", "notice"),
            ("of_another_year", "members"),
        )
    ),
    (event(TAG, "create", Id="et1", TagType="tag"), TagsChanged("et1", False, "create", AT)),
    (event(TAG, "update", Id="et1", TagType="tag_group"), TagsChanged("et1", True, "update", AT)),
    (event(TAG, "delete", Id="et1", TagType="tag"), TagsChanged("et1", False, "delete", AT)),
    (event(TAG, "shuffle", Id="et1"), TagsChanged("et1", False, "shuffle", AT)),
    (event(TAG, "shuffle"), TagsChanged("", False, "shuffle", AT)),
    (event(STAFF, "create_user", UserID="lan"), StaffChanged("lan", False, AT)),
    (event(STAFF, "update_user", UserID="lan"), StaffChanged("lan", False, AT)),
    (event(STAFF, "update_user", UserID="lan", Status=5), StaffChanged("lan", True, AT)),
    (event(STAFF, "delete_user", UserID="lan"), StaffChanged("lan", True, AT)),
    (event(CONTACT, "msg_audit_approved", **PAIR), None),
    (event("customer_acquisition", "link_unavailable", LinkId="x"), None),
    (event("kf_msg_or_event", ""), None),
    (event(STAFF, "create_party", Id=2), None),
    (event(CONTACT, "add_external_contact", UserID="lan"), None),
    (event(CHAT, "create"), None),
    (event(TAG, "create"), None),
    (event(STAFF, "delete_user"), None),
]


@pytest.mark.parametrize(("fields", "told"), TOLD)
def test_what_events_say(fields: dict[str, Any], told: object) -> None:
    found = read(fields)
    assert callbacks().interpret(found.body) == told


def test_a_list_of_members_disturbs_nobody() -> None:
    body = xml(event(CHAT, "update", ChatId="wrA", UpdateDetail="add_member"))
    nested = body.replace(b"</xml>", b"<MemChangeList><Item>wmA</Item><Item>wmB</Item></MemChangeList></xml>")
    assert callbacks().interpret(nested) == GroupChanged("wrA", "members", AT)


@pytest.mark.parametrize("created", ["", "x", "0", "-1", "9" * 30])
def test_an_event_without_a_time_tells_nothing(created: str) -> None:
    assert callbacks().interpret(xml(event(CONTACT, "edit_external_contact", **PAIR) | {"CreateTime": created})) is None


def test_a_body_that_is_no_xml_is_refused() -> None:
    with pytest.raises(ForgedCallback):
        callbacks().interpret(b"{}")
