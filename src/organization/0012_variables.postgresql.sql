-- Names and values order by bytes, as SQLite does it.
ALTER TABLE variable ALTER COLUMN name TYPE TEXT COLLATE "C";
ALTER TABLE variable ALTER COLUMN value TYPE TEXT COLLATE "C";
