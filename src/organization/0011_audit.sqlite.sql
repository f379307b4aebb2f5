CREATE TRIGGER audit_entry_never_changes BEFORE UPDATE ON audit_entry
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
WHEN OLD.at >= (SELECT released_before FROM audit_retention WHERE id = 1)
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
