-- The file that a job works on, in compressed parts, so that any process can go on with it.
CREATE TABLE job_input (
  job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  part BIGINT NOT NULL,
  size BIGINT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (job_id, part)
);
