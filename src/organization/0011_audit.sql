-- Who did what, when. No column refers to another table: an entry outlives what it tells of.
CREATE TABLE audit_entry (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  organization_name TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  subject_name TEXT NOT NULL,
  summary TEXT NOT NULL,
  changes TEXT NOT NULL,
  outcome TEXT NOT NULL,
  peer TEXT NOT NULL,
  request_id TEXT NOT NULL,
  -- Folded summary, subject and actor.
  search TEXT NOT NULL
);

CREATE INDEX audit_entry_at ON audit_entry (at, id);
CREATE INDEX audit_entry_organization ON audit_entry (organization_id, at);
CREATE INDEX audit_entry_action ON audit_entry (action);
CREATE INDEX audit_entry_subject ON audit_entry (subject_kind, subject_id);

-- Entries before this moment may be removed; one row, moved on by retention only.
CREATE TABLE audit_retention (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  released_before TEXT NOT NULL
);
INSERT INTO audit_retention (id, released_before) VALUES (1, '');
