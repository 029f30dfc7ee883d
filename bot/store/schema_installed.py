"""What came after the first release: workspaces that installed the app, reports by hand, a smaller index."""

# the token of each workspace; parked: Slack takes it no more, so nothing is decided or sent there
INSTALLED = """
CREATE TABLE installations (
  workspace TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  app_id TEXT, bot_id TEXT NOT NULL, bot_user TEXT NOT NULL,
  scopes TEXT NOT NULL DEFAULT '',
  token TEXT NOT NULL,
  encrypted INTEGER NOT NULL DEFAULT 0,
  installed_by TEXT,
  installed_at TEXT NOT NULL,
  parked_at TEXT, parked_why TEXT
) STRICT, WITHOUT ROWID;

-- installations begun in a browser; only a digest of each state is kept
CREATE TABLE oauth_states (
  digest TEXT PRIMARY KEY,
  expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- entries that a person put in: who, and whose words they are
CREATE TABLE hand_reports (
  entry_id INTEGER PRIMARY KEY REFERENCES entries(id),
  workspace TEXT NOT NULL,
  user TEXT NOT NULL,
  author TEXT,
  at TEXT NOT NULL,
  undone_at TEXT
) STRICT;
"""

# the index by type holds only what is shown, so that counting by type need not look at the events
SHOWN = """
DROP INDEX events_by_type;
CREATE INDEX events_by_type ON events (type, sort_date DESC, id DESC)
  WHERE merged_into IS NULL AND dismissed_at IS NULL;
"""

# what was read or told late by our own fault: since when it could have been; NULL: in time
LATENESS = """
ALTER TABLE entries ADD COLUMN expected_at TEXT;
ALTER TABLE outbox ADD COLUMN meant_at TEXT;
"""
