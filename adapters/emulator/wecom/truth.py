"""All that is so in the corporation, for whoever wants to compare: from the books, past the API and its limits."""

from typing import Any

import msgspec

from adapters.emulator.database import Database
from adapters.emulator.wording import utc_time

Rows = list[dict[str, Any]]


def truth(db: Database) -> dict[str, Rows]:
    """Follows are those that the API shows; `orphans` wait for somebody to take them over."""
    marks: dict[tuple[str, str], list[str]] = {}
    for row in db.all("SELECT * FROM wecom_marks ORDER BY tag_id"):
        marks.setdefault((row["userid"], row["external_userid"]), []).append(row["tag_id"])
    follows: Rows = []
    orphans: Rows = []
    for row in db.all("SELECT * FROM wecom_follows ORDER BY userid, external_userid"):
        if row["standing"] == "orphaned":
            pair = {"userId": row["userid"], "externalUserId": row["external_userid"]}
            orphans.append(pair | {"leftAt": utc_time(row["ended_at"])})
        if row["standing"] not in ("live", "half"):
            continue
        follows.append(
            {
                "userId": row["userid"],
                "externalUserId": row["external_userid"],
                "isHalf": row["standing"] == "half",
                "remark": row["remark"],
                "description": row["description"],
                "remarkCompany": row["remark_corp_name"],
                "remarkMobiles": msgspec.json.decode(row["remark_mobiles"]),
                "tagIds": marks.get((row["userid"], row["external_userid"]), []),
                "addWay": row["add_way"],
                "state": row["state"],
                "createdAt": int(row["created_at"]),
            }
        )
    return {
        "staff": _staff(db),
        "contacts": _contacts(db),
        "follows": follows,
        "orphans": orphans,
        "tagGroups": _tags(db),
        "groups": _groups(db),
    }


def _staff(db: Database) -> Rows:
    rows = db.all("SELECT * FROM wecom_staff ORDER BY userid")
    return [{"userId": row["userid"], "name": row["name"], "isActive": row["left_at"] is None} for row in rows]


def _contacts(db: Database) -> Rows:
    """Everybody who was ever somebody's contact; whether still, the follows say."""
    rows = db.all(
        "SELECT c.external_userid, c.name, u.openid, u.unionid, u.device FROM wecom_contacts c"
        " JOIN users u USING (openid) ORDER BY c.external_userid"
    )
    return [
        {
            "externalUserId": row["external_userid"],
            "name": row["name"],
            "openid": row["openid"],
            "unionid": row["unionid"],
            "device": row["device"],
        }
        for row in rows
    ]


def _tags(db: Database) -> Rows:
    tags: dict[str, Rows] = {}
    for row in db.all("SELECT * FROM wecom_tags ORDER BY tag_id"):
        shown = {"tagId": row["tag_id"], "name": row["name"], "order": row["place"]}
        tags.setdefault(row["group_id"], []).append(shown)
    return [
        {"groupId": row["group_id"], "name": row["name"], "order": row["place"], "tags": tags.get(row["group_id"], [])}
        for row in db.all("SELECT * FROM wecom_tag_groups ORDER BY group_id")
    ]


def _groups(db: Database) -> Rows:
    """Those that are not dismissed."""
    members: dict[str, Rows] = {}
    for row in db.all("SELECT * FROM wecom_group_members ORDER BY chat_id, member"):
        shown = {"member": row["member"], "isStaff": bool(row["is_staff"]), "joinedAt": int(row["joined_at"])}
        more = {"joinScene": row["join_scene"], "state": row["state"], "invitor": row["invitor"]}
        members.setdefault(row["chat_id"], []).append(shown | more)
    return [
        {
            "chatId": row["chat_id"],
            "name": row["name"],
            "owner": row["owner"],
            "notice": row["notice"],
            "status": row["status"],
            "openGId": row["open_gid"],
            "members": members.get(row["chat_id"], []),
        }
        for row in db.all("SELECT * FROM wecom_groups WHERE dismissed_at IS NULL ORDER BY chat_id")
    ]
