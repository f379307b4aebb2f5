-- Names order by bytes of their folded form, as SQLite does it and as the directory in memory does it.
ALTER TABLE organization ALTER COLUMN folded_name TYPE TEXT COLLATE "C";
