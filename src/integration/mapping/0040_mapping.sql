CREATE TABLE option_pull (
  connection_id TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  variable TEXT NOT NULL,
  generation BIGINT NOT NULL,
  fetched_at TEXT,
  count BIGINT NOT NULL,
  error TEXT NOT NULL,
  PRIMARY KEY (connection_id, variable)
);

CREATE TABLE mapping_option (
  connection_id TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  variable TEXT NOT NULL,
  option_id TEXT NOT NULL,
  name TEXT NOT NULL,
  folded_name TEXT NOT NULL,
  domains TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous_name TEXT,
  first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  renamed_in BIGINT NOT NULL,
  gone_since TEXT,
  PRIMARY KEY (connection_id, variable, option_id)
);
CREATE INDEX mapping_option_name ON mapping_option (connection_id, variable, folded_name);

CREATE TABLE mapping (
  connection_id TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  variable TEXT NOT NULL,
  value TEXT NOT NULL,
  option_name TEXT NOT NULL,
  version BIGINT NOT NULL,
  updated_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (connection_id, organization_id, variable)
);
CREATE INDEX mapping_value ON mapping (connection_id, variable, value);
CREATE INDEX mapping_organization ON mapping (organization_id);

CREATE TABLE mapping_save (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  by_name TEXT NOT NULL,
  changed BIGINT NOT NULL,
  undone_at TEXT
);

CREATE TABLE mapping_save_change (
  save_id TEXT NOT NULL REFERENCES mapping_save (id) ON DELETE CASCADE,
  connection_id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  variable TEXT NOT NULL,
  value_before TEXT,
  name_before TEXT,
  version_after BIGINT NOT NULL,
  PRIMARY KEY (save_id, connection_id, organization_id, variable)
);
CREATE INDEX mapping_save_change_connection ON mapping_save_change (connection_id);

CREATE TABLE mapping_suggestion (
  connection_id TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  variable TEXT NOT NULL,
  kind TEXT NOT NULL,
  option_id TEXT NOT NULL,
  score BIGINT NOT NULL,
  reason TEXT NOT NULL,
  included INTEGER NOT NULL,
  candidates TEXT NOT NULL,
  made_at TEXT NOT NULL,
  PRIMARY KEY (connection_id, organization_id, variable)
);
