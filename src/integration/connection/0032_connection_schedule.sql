-- When something is next done by itself for a connection. Whoever moves due_at on is the one that does it.
CREATE TABLE connection_schedule (
  connection_id TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  due_at TEXT NOT NULL,
  PRIMARY KEY (connection_id, kind)
);
CREATE INDEX connection_schedule_due ON connection_schedule (kind, due_at);

-- How the connection of a call was chosen.
ALTER TABLE connection_call ADD COLUMN why TEXT NOT NULL DEFAULT '';
