-- The tree of organizations. A deleted organization stays for 30 days: it and all below it carry the id of the one
-- deletion they went with, so that exactly these come back on a restore.
CREATE TABLE organization (
  id TEXT PRIMARY KEY,
  parent_id TEXT REFERENCES organization (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  -- For order and search; the key (NFKC case folding) decides whether two names are the same.
  folded_name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  slug TEXT NOT NULL,
  domains TEXT NOT NULL,
  tags TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  version BIGINT NOT NULL,
  -- The revision of the tree that last touched this row: how a process reads only what changed since it last looked.
  revision BIGINT NOT NULL,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  deleted_at TEXT,
  deleted_by TEXT,
  deletion_id TEXT
);

CREATE UNIQUE INDEX organization_live_name ON organization (parent_id, name_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX organization_live_slug ON organization (slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX organization_one_root ON organization (COALESCE(parent_id, 'root')) WHERE parent_id IS NULL;
CREATE INDEX organization_parent ON organization (parent_id);
CREATE INDEX organization_revision ON organization (revision);
CREATE INDEX organization_deletion ON organization (deletion_id) WHERE deletion_id IS NOT NULL;
