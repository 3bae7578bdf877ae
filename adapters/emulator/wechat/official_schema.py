"""The official account's part of the emulator's books. Whoever unfollows stays, as they do at WeChat."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS official_followers (
  openid TEXT PRIMARY KEY, device TEXT NOT NULL UNIQUE, is_following INTEGER NOT NULL, followed_at REAL NOT NULL,
  unfollowed_at REAL, scene TEXT NOT NULL, qr_scene TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
"""
