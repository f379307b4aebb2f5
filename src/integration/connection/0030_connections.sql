CREATE TABLE connection (
  id TEXT PRIMARY KEY,
  integration_id TEXT NOT NULL,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  folded_name TEXT NOT NULL,
  description TEXT NOT NULL,
  is_default INTEGER NOT NULL,
  shared INTEGER NOT NULL,
  verify_tls INTEGER NOT NULL,
  send_to TEXT NOT NULL,
  sign_in TEXT NOT NULL,
  fields TEXT NOT NULL,
  captured TEXT NOT NULL,
  configured INTEGER NOT NULL,
  health TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  removed_at TEXT
);
CREATE UNIQUE INDEX connection_name ON connection (organization_id, integration_id, folded_name) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX connection_default ON connection (organization_id, integration_id) WHERE is_default = 1 AND removed_at IS NULL;
CREATE INDEX connection_organization ON connection (organization_id);

CREATE TABLE connection_secret (
  connection_id TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  sealed TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (connection_id, name)
);

CREATE TABLE connection_token (
  connection_id TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  sealed TEXT NOT NULL,
  generation BIGINT NOT NULL,
  expires_at TEXT,
  obtained_at TEXT NOT NULL,
  scopes TEXT NOT NULL,
  authorized_by TEXT NOT NULL,
  authorized_at TEXT,
  PRIMARY KEY (connection_id, name)
);

CREATE TABLE connection_token_lock (
  connection_id TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  until TEXT NOT NULL,
  PRIMARY KEY (connection_id, name)
);

CREATE TABLE authorization_request (
  state_hash TEXT PRIMARY KEY,
  connection_id TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  sealed_verifier TEXT NOT NULL,
  return_to TEXT NOT NULL,
  expires_at TEXT NOT NULL
);

CREATE TABLE connection_call (
  id TEXT PRIMARY KEY,
  connection_id TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  source TEXT NOT NULL,
  action TEXT NOT NULL,
  what TEXT NOT NULL,
  organization_id TEXT,
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  status INTEGER,
  duration_ms BIGINT NOT NULL,
  waited_ms BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  request_bytes BIGINT NOT NULL,
  response_bytes BIGINT NOT NULL,
  error TEXT NOT NULL,
  request_id TEXT NOT NULL
);
CREATE INDEX connection_call_at ON connection_call (connection_id, at);
