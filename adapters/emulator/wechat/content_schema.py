"""Books of content checks."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS content_rules (
  kind TEXT NOT NULL, mark TEXT NOT NULL, suggest TEXT NOT NULL, label INTEGER NOT NULL,
  PRIMARY KEY (kind, mark)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS content_checks (
  trace_id TEXT PRIMARY KEY, kind TEXT NOT NULL, openid TEXT NOT NULL, what TEXT NOT NULL, suggest TEXT NOT NULL,
  label INTEGER NOT NULL, errcode INTEGER NOT NULL DEFAULT 0, at REAL NOT NULL, fate TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS content_checks_at ON content_checks (at);
"""
