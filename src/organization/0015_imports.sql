-- What became of each row of an import; goes with its job.
CREATE TABLE import_report (
  job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  line BIGINT NOT NULL,
  name TEXT NOT NULL,
  outcome TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (job_id, line)
);
CREATE INDEX import_report_outcome ON import_report (job_id, outcome, line);
