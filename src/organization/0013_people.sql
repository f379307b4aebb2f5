-- The one row that says the first start is over; that it can be inserted only once decides a race.
CREATE TABLE installation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  set_up_at TEXT NOT NULL
);

CREATE TABLE user_account (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  -- Argon2id in its text form; none before the invitation is accepted.
  password_hash TEXT,
  enabled INTEGER NOT NULL,
  version BIGINT NOT NULL,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  last_seen_at TEXT
);

CREATE TABLE user_grant (
  user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  PRIMARY KEY (user_id, organization_id)
);
CREATE INDEX user_grant_organization ON user_grant (organization_id);

-- Tokens of every kind are stored as their SHA-256 only.
CREATE TABLE user_session (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  peer TEXT NOT NULL,
  agent TEXT NOT NULL
);
CREATE INDEX user_session_user ON user_session (user_id);
CREATE INDEX user_session_expires ON user_session (expires_at);

CREATE TABLE sign_in_failure (
  -- "account:<hash of the address>" or "peer:<address>"
  subject TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at TEXT NOT NULL,
  blocked_until TEXT NOT NULL
);
CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at);

CREATE TABLE invitation (
  user_id TEXT PRIMARY KEY REFERENCES user_account (id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  expires_at TEXT NOT NULL
);

CREATE TABLE api_token (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  organization_id TEXT REFERENCES organization (id) ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  expires_at TEXT,
  last_used_at TEXT
);
CREATE INDEX api_token_user ON api_token (user_id);
