"""The emulator's books: one SQLite file, one connection, one writer (the event loop)."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from adapters.emulator.wechat.content_schema import SCHEMA as CONTENT_SCHEMA
from adapters.emulator.wechat.official_schema import SCHEMA as OFFICIAL_SCHEMA
from adapters.emulator.wecom.schema import SCHEMA as WECOM_SCHEMA

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS users (
  openid TEXT PRIMARY KEY, unionid TEXT NOT NULL, device TEXT NOT NULL UNIQUE, nickname TEXT NOT NULL,
  phone TEXT NOT NULL, session_key TEXT NOT NULL DEFAULT '', active_at REAL NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS codes (
  code TEXT PRIMARY KEY, kind TEXT NOT NULL, openid TEXT NOT NULL, expires_at REAL NOT NULL,
  used_at REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chats (
  key TEXT PRIMARY KEY, name TEXT NOT NULL, open_gid TEXT NOT NULL UNIQUE, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chat_members (
  chat_key TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY (chat_key, device)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS openings (
  share_ticket TEXT PRIMARY KEY, openid TEXT NOT NULL, chat_key TEXT NOT NULL, at REAL NOT NULL,
  is_present INTEGER NOT NULL DEFAULT 1) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS openings_present ON openings (openid) WHERE is_present = 1;
CREATE TABLE IF NOT EXISTS tokens (
  token TEXT PRIMARY KEY, slot TEXT NOT NULL, issued_at REAL NOT NULL, expires_at REAL NOT NULL,
  forced INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS accepts (
  openid TEXT NOT NULL, template_id TEXT NOT NULL, quota INTEGER NOT NULL,
  PRIMARY KEY (openid, template_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY, openid TEXT NOT NULL, template_id TEXT NOT NULL, page TEXT NOT NULL,
  data TEXT NOT NULL, sent_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
  out_trade_no TEXT PRIMARY KEY, prepay_id TEXT NOT NULL UNIQUE, prepay_at REAL NOT NULL, transaction_id TEXT UNIQUE,
  openid TEXT NOT NULL, description TEXT NOT NULL, attach TEXT NOT NULL, notify_url TEXT NOT NULL,
  total_fen INTEGER NOT NULL, expires_at REAL NOT NULL, fingerprint BLOB NOT NULL, state TEXT NOT NULL,
  created_at REAL NOT NULL, paid_at REAL, refunding_fen INTEGER NOT NULL DEFAULT 0,
  refunded_fen INTEGER NOT NULL DEFAULT 0, refused_at REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS orders_created ON orders (created_at);
CREATE INDEX IF NOT EXISTS orders_paid ON orders (paid_at) WHERE paid_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS refunds (
  refund_id TEXT PRIMARY KEY, out_refund_no TEXT NOT NULL UNIQUE, out_trade_no TEXT NOT NULL,
  transaction_id TEXT NOT NULL, refund_fen INTEGER NOT NULL, total_fen INTEGER NOT NULL, reason TEXT NOT NULL,
  notify_url TEXT NOT NULL, fingerprint BLOB NOT NULL, status TEXT NOT NULL, created_at REAL NOT NULL,
  due_at REAL NOT NULL, success_at REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS refunds_order ON refunds (out_trade_no);
CREATE INDEX IF NOT EXISTS refunds_created ON refunds (created_at);
CREATE INDEX IF NOT EXISTS refunds_open ON refunds (due_at) WHERE status = 'PROCESSING';
CREATE TABLE IF NOT EXISTS contracts (
  contract_code TEXT PRIMARY KEY, contract_id TEXT NOT NULL UNIQUE, openid TEXT NOT NULL,
  display_account TEXT NOT NULL, notify_url TEXT NOT NULL, state TEXT NOT NULL, signed_at REAL NOT NULL,
  ended_at REAL, ended_mode INTEGER, announced_fen INTEGER, is_broke INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deductions (
  out_trade_no TEXT PRIMARY KEY, contract_id TEXT NOT NULL, openid TEXT NOT NULL, description TEXT NOT NULL,
  notify_url TEXT NOT NULL, total_fen INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, transaction_id TEXT,
  created_at REAL NOT NULL, paid_at REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS account (one INTEGER PRIMARY KEY CHECK (one = 1), balance_fen INTEGER NOT NULL);
INSERT OR IGNORE INTO account VALUES (1, 0);
CREATE TABLE IF NOT EXISTS shipments (
  transaction_id TEXT PRIMARY KEY, order_state INTEGER NOT NULL, logistics_type INTEGER NOT NULL DEFAULT 0,
  delivery_mode INTEGER NOT NULL DEFAULT 0, finished INTEGER NOT NULL DEFAULT 0, reship_used INTEGER NOT NULL DEFAULT 0,
  shipping_list TEXT NOT NULL DEFAULT '[]', upload_at REAL NOT NULL DEFAULT 0, shipped_at REAL, confirmed_at REAL,
  confirm_method INTEGER, confirm_asked INTEGER NOT NULL DEFAULT 0, reminded INTEGER NOT NULL DEFAULT 0,
  paid_at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shipments_to_remind ON shipments (paid_at) WHERE order_state = 1 AND reminded = 0;
CREATE INDEX IF NOT EXISTS shipments_to_settle ON shipments (shipped_at) WHERE order_state = 2;
CREATE TABLE IF NOT EXISTS parcels (
  logistic_code TEXT PRIMARY KEY, shipper_code TEXT NOT NULL, order_code TEXT NOT NULL, state TEXT NOT NULL DEFAULT '0',
  state_ex TEXT NOT NULL DEFAULT '0', sender TEXT NOT NULL, receiver TEXT NOT NULL, answer TEXT,
  cancelled INTEGER NOT NULL DEFAULT 0, created_at REAL NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS parcels_order ON parcels (order_code) WHERE answer IS NOT NULL;
CREATE TABLE IF NOT EXISTS subscriptions (
  logistic_code TEXT NOT NULL, callback TEXT NOT NULL, push_type TEXT NOT NULL, order_code TEXT NOT NULL,
  PRIMARY KEY (logistic_code, callback, push_type)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS traces (
  id INTEGER PRIMARY KEY, logistic_code TEXT NOT NULL, at REAL NOT NULL, station TEXT NOT NULL,
  location TEXT NOT NULL, action TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS traces_parcel ON traces (logistic_code);
CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, event TEXT NOT NULL, subject TEXT NOT NULL, url TEXT NOT NULL,
  payload BLOB NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, created_at REAL NOT NULL,
  next_at REAL);
CREATE INDEX IF NOT EXISTS deliveries_open ON deliveries (next_at) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS attempts (
  id INTEGER PRIMARY KEY, delivery_id INTEGER NOT NULL, at REAL NOT NULL, status INTEGER NOT NULL,
  took_ms INTEGER NOT NULL, note TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS attempts_delivery ON attempts (delivery_id);
"""


class BooksInUse(Exception):
    """Two emulators on the same books would both be the bank."""


class Database:
    """Synchronous on purpose: a statement takes tens of microseconds, and what was answered is already written.

    WAL with synchronous=NORMAL: a killed process loses nothing that was committed. The lock is kept for the whole
    life: it spares system calls at every commit, and a second emulator on the same books fails at its start.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=256, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        try:
            for pragma in ("busy_timeout=5000", "locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=NORMAL"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._connection.executescript(SCHEMA + CONTENT_SCHEMA + OFFICIAL_SCHEMA + WECOM_SCHEMA)
        except sqlite3.OperationalError as error:
            raise BooksInUse(f"another emulator is using {path}") from error

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row, or None when nothing matches."""
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        return self._connection.execute(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)

    def many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """The statement once for each row; inside a transaction a hundred thousand take a second."""
        self._connection.executemany(sql, rows)

    def number(self, sql: str, *values: Any) -> int:
        """One whole number; NULL counts as zero."""
        row = self.one(sql, *values)
        return int(row[0] or 0) if row else 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Never await inside: the loop is the only writer."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()
