CREATE TABLE variable (
  organization_id TEXT NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  type TEXT NOT NULL,
  -- In clear; of a secret nothing, which is in `sealed` instead.
  value TEXT,
  sealed TEXT,
  cascade INTEGER NOT NULL,
  -- The connection whose mapping wrote a system variable.
  connection_id TEXT,
  version BIGINT NOT NULL,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  -- Folded name and beginning of the value (never of a secret).
  search TEXT NOT NULL,
  PRIMARY KEY (organization_id, name),
  CHECK ((kind = 'secret') = (sealed IS NOT NULL)),
  CHECK ((value IS NULL) = (sealed IS NOT NULL))
);

CREATE INDEX variable_name ON variable (name);
CREATE INDEX variable_connection ON variable (connection_id) WHERE connection_id IS NOT NULL;
