"""WeCom's part of the emulator's books.

A follow's `standing`: live, half (added without verification, not confirmed), asked (waits for the guide),
deleted_by_contact, deleted_by_guide, orphaned (the guide has left), transferred. The API shows live and half ones.
"""

SCHEMA = """
CREATE TABLE IF NOT EXISTS wecom_tokens (
  token TEXT PRIMARY KEY, kind TEXT NOT NULL, expires_at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wecom_staff (
  userid TEXT PRIMARY KEY, name TEXT NOT NULL, mobile TEXT NOT NULL, hired_at REAL NOT NULL, left_at REAL)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wecom_disabled (userid TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wecom_contacts (
  external_userid TEXT PRIMARY KEY, openid TEXT NOT NULL UNIQUE, name TEXT NOT NULL, gender INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wecom_follows (
  userid TEXT NOT NULL, external_userid TEXT NOT NULL, standing TEXT NOT NULL, remark TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '', remark_corp_name TEXT NOT NULL DEFAULT '',
  remark_mobiles TEXT NOT NULL DEFAULT '[]', oper_userid TEXT NOT NULL, add_way INTEGER NOT NULL, state TEXT NOT NULL,
  created_at REAL NOT NULL, ended_at REAL, PRIMARY KEY (userid, external_userid)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wecom_follows_contact ON wecom_follows (external_userid);
CREATE INDEX IF NOT EXISTS wecom_follows_orphaned ON wecom_follows (ended_at) WHERE standing = 'orphaned';
CREATE TABLE IF NOT EXISTS wecom_tag_groups (
  group_id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, place INTEGER NOT NULL, created_at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wecom_tags (
  tag_id TEXT PRIMARY KEY, group_id TEXT NOT NULL, name TEXT NOT NULL, place INTEGER NOT NULL, created_at REAL NOT NULL,
  UNIQUE (group_id, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wecom_marks (
  userid TEXT NOT NULL, external_userid TEXT NOT NULL, tag_id TEXT NOT NULL,
  PRIMARY KEY (userid, external_userid, tag_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wecom_marks_tag ON wecom_marks (tag_id);
CREATE TABLE IF NOT EXISTS wecom_ways (
  config_id TEXT PRIMARY KEY, content TEXT NOT NULL, created_at REAL NOT NULL, scans INTEGER NOT NULL DEFAULT 0)
  WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wecom_ways_created ON wecom_ways (created_at, config_id);
CREATE TABLE IF NOT EXISTS wecom_welcomes (
  code TEXT PRIMARY KEY, userid TEXT NOT NULL, external_userid TEXT NOT NULL, issued_at REAL NOT NULL, sending_at REAL,
  used_at REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wecom_welcomes_of_pair ON wecom_welcomes (userid, external_userid);
CREATE TABLE IF NOT EXISTS wecom_media (
  media_id TEXT PRIMARY KEY, kind TEXT NOT NULL, media_type TEXT NOT NULL, content BLOB NOT NULL,
  created_at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wecom_lines (
  id INTEGER PRIMARY KEY, userid TEXT NOT NULL, external_userid TEXT NOT NULL DEFAULT '',
  chat_id TEXT NOT NULL DEFAULT '', source TEXT NOT NULL, content TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS wecom_lines_contact ON wecom_lines (external_userid);
CREATE INDEX IF NOT EXISTS wecom_lines_chat ON wecom_lines (chat_id);
CREATE INDEX IF NOT EXISTS wecom_lines_written ON wecom_lines (userid, at) WHERE chat_id = '';
CREATE TABLE IF NOT EXISTS wecom_partings (
  id INTEGER PRIMARY KEY, userid TEXT NOT NULL, external_userid TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS wecom_partings_guide ON wecom_partings (userid, at);
CREATE TABLE IF NOT EXISTS wecom_groups (
  chat_id TEXT PRIMARY KEY, name TEXT NOT NULL, owner TEXT NOT NULL, notice TEXT NOT NULL DEFAULT '',
  open_gid TEXT NOT NULL UNIQUE, status INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0,
  created_at REAL NOT NULL, dismissed_at REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wecom_groups_owner ON wecom_groups (owner);
CREATE TABLE IF NOT EXISTS wecom_group_members (
  chat_id TEXT NOT NULL, member TEXT NOT NULL, is_staff INTEGER NOT NULL, joined_at REAL NOT NULL,
  join_scene INTEGER NOT NULL, state TEXT NOT NULL, invitor TEXT NOT NULL, PRIMARY KEY (chat_id, member)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wecom_group_members_member ON wecom_group_members (member);
CREATE TABLE IF NOT EXISTS wecom_join_ways (
  config_id TEXT PRIMARY KEY, content TEXT NOT NULL, created_at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wecom_masses (
  msgid TEXT PRIMARY KEY, chat_type TEXT NOT NULL, content TEXT NOT NULL, creator TEXT NOT NULL,
  created_at REAL NOT NULL, cancelled_at REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wecom_masses_created ON wecom_masses (created_at, msgid);
CREATE TABLE IF NOT EXISTS wecom_mass_tasks (
  msgid TEXT NOT NULL, userid TEXT NOT NULL, status INTEGER NOT NULL, sent_at REAL, PRIMARY KEY (msgid, userid))
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wecom_mass_targets (
  msgid TEXT NOT NULL, userid TEXT NOT NULL, target TEXT NOT NULL, status INTEGER NOT NULL, sent_at REAL,
  PRIMARY KEY (msgid, userid, target)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wecom_mass_targets_sent ON wecom_mass_targets (target, sent_at) WHERE status = 1;
CREATE TABLE IF NOT EXISTS wecom_mass_reminders (id INTEGER PRIMARY KEY, msgid TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS wecom_moments (
  moment_id TEXT PRIMARY KEY, job_id TEXT NOT NULL UNIQUE, content TEXT NOT NULL, result TEXT NOT NULL,
  created_at REAL NOT NULL, cancelled_at REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wecom_moments_created ON wecom_moments (created_at, moment_id);
CREATE TABLE IF NOT EXISTS wecom_moment_tasks (
  moment_id TEXT NOT NULL, userid TEXT NOT NULL, published_at REAL, PRIMARY KEY (moment_id, userid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wecom_moment_targets (
  moment_id TEXT NOT NULL, userid TEXT NOT NULL, external_userid TEXT NOT NULL, seen_at REAL,
  PRIMARY KEY (moment_id, userid, external_userid)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS wecom_moment_targets_seen ON wecom_moment_targets (external_userid, seen_at)
  WHERE seen_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS wecom_transfers (
  id INTEGER PRIMARY KEY, handover TEXT NOT NULL, takeover TEXT NOT NULL, external_userid TEXT NOT NULL,
  is_resigned INTEGER NOT NULL, status INTEGER NOT NULL, words TEXT NOT NULL, started_at REAL NOT NULL,
  due_at REAL NOT NULL, ended_at REAL);
CREATE INDEX IF NOT EXISTS wecom_transfers_contact ON wecom_transfers (external_userid);
CREATE INDEX IF NOT EXISTS wecom_transfers_waiting ON wecom_transfers (due_at) WHERE status = 2;
CREATE TABLE IF NOT EXISTS wecom_group_transfers (
  id INTEGER PRIMARY KEY, chat_id TEXT NOT NULL, owner TEXT NOT NULL, is_resigned INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS wecom_login_codes (
  code TEXT PRIMARY KEY, userid TEXT NOT NULL, expires_at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wecom_app_messages (
  id INTEGER PRIMARY KEY, msgid TEXT NOT NULL, userid TEXT NOT NULL, content TEXT NOT NULL, fingerprint BLOB NOT NULL,
  at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS wecom_app_messages_same ON wecom_app_messages (fingerprint);
"""
