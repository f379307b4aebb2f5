-- A counter per topic: a process that keeps a copy of some tables in memory reads it to learn that they changed.
CREATE TABLE revision (
  topic TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);

-- What proves that a master key belongs to this database. The name is 'current' or, while a rotation is under way,
-- also 'next'.
CREATE TABLE vault_mark (
  name TEXT PRIMARY KEY,
  sealed TEXT NOT NULL
);

-- One data key per organization, sealed by the master key. No reference to the organization: its key outlives it, so
-- that a deletion can be taken back.
CREATE TABLE vault_key (
  organization TEXT PRIMARY KEY,
  sealed TEXT NOT NULL
);

CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  organization TEXT NOT NULL,
  subject TEXT NOT NULL,
  title TEXT NOT NULL,
  input TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  progress TEXT NOT NULL,
  checkpoint TEXT NOT NULL,
  result TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created TEXT NOT NULL,
  started TEXT,
  ended TEXT,
  -- The fence: each worker that takes the job counts it up, and writes only where it still finds its own number.
  attempt BIGINT NOT NULL,
  -- How often in a row a worker died with it, without a checkpoint in between.
  crashes BIGINT NOT NULL,
  cancel_requested BIGINT NOT NULL,
  lease_until TEXT,
  -- Set while the job is open and was added as the only one of its kind for its subject.
  only_key TEXT
);

CREATE INDEX job_open ON job (state, created, id) WHERE state IN ('waiting', 'running');
CREATE INDEX job_ended ON job (ended) WHERE ended IS NOT NULL;
CREATE INDEX job_organization ON job (organization, id);
CREATE INDEX job_subject ON job (kind, subject);
CREATE UNIQUE INDEX job_only_one ON job (only_key) WHERE only_key IS NOT NULL;
