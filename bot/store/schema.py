"""The tables, as SQL with the reason beside each index. Times are UTC `YYYY-MM-DDTHH:MM:SSZ`.

Statements end with a semicolon and a line break; no statement has that inside.
"""

RECORD = """
CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  publisher TEXT NOT NULL,
  lang TEXT,
  zone TEXT NOT NULL DEFAULT 'UTC',
  tier INTEGER NOT NULL DEFAULT 2,
  quirks TEXT NOT NULL DEFAULT '[]',
  state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'gone', 'removed')),
  sample INTEGER NOT NULL DEFAULT 0,
  added_by TEXT,
  added_at TEXT NOT NULL,
  etag TEXT, last_modified TEXT, validators_at TEXT, body_hash TEXT, ttl_seconds INTEGER,
  next_poll_at TEXT, last_poll_at TEXT, last_success_at TEXT,
  last_status INTEGER, last_error TEXT, last_reason TEXT,
  failures INTEGER NOT NULL DEFAULT 0, failing_since TEXT,
  newest_entry_at TEXT, gap_at TEXT,
  moved_to TEXT, moved_since TEXT
) STRICT;
-- what is due: WHERE state = 'active' AND next_poll_at <= now
CREATE INDEX feeds_due ON feeds (next_poll_at) WHERE state = 'active';

CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  feed_id INTEGER REFERENCES feeds(id),
  guid TEXT, url TEXT, canonical_url TEXT, content_hash TEXT NOT NULL,
  title TEXT NOT NULL, summary TEXT NOT NULL, publisher TEXT NOT NULL, lang TEXT,
  published TEXT, updated TEXT, first_seen TEXT NOT NULL,
  backlog INTEGER NOT NULL DEFAULT 0,
  sample INTEGER NOT NULL DEFAULT 0,
  edits INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'failed')),
  tries INTEGER NOT NULL DEFAULT 0
) STRICT;
-- what is to be classified, oldest first
CREATE INDEX entries_new ON entries (id) WHERE state = 'new';
-- a feed's latest entries, for its health page and its pace
CREATE INDEX entries_by_feed ON entries (feed_id, id);

-- every name an entry is known by: g:<feed>:<guid>, u:<canonical url>, c:<publisher>:<content>
CREATE TABLE entry_keys (
  key TEXT PRIMARY KEY,
  entry_id INTEGER NOT NULL REFERENCES entries(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
  id INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL REFERENCES entries(id) ON DELETE CASCADE,
  classifier TEXT NOT NULL,
  at TEXT NOT NULL,
  types TEXT NOT NULL, status TEXT NOT NULL, severity INTEGER NOT NULL,
  facts TEXT NOT NULL, relation TEXT NOT NULL, opens_new INTEGER NOT NULL DEFAULT 0,
  review INTEGER NOT NULL, evidence TEXT NOT NULL,
  UNIQUE (entry_id, classifier)
) STRICT;

CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  title TEXT, lang TEXT, published TEXT,
  added_at TEXT NOT NULL,
  sentences INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  key TEXT UNIQUE,
  type TEXT NOT NULL, subtype TEXT,
  family TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL, severity INTEGER NOT NULL,
  event_date TEXT, date_precision TEXT, event_time TEXT,
  sort_date TEXT NOT NULL,
  places TEXT NOT NULL DEFAULT '[]', actors TEXT NOT NULL DEFAULT '[]',
  weapons TEXT NOT NULL DEFAULT '[]', exercises TEXT NOT NULL DEFAULT '[]',
  count INTEGER, distance_km REAL, apogee_km REAL, outcome TEXT, casualties INTEGER,
  sources INTEGER NOT NULL DEFAULT 0,
  confirmed INTEGER NOT NULL DEFAULT 0,
  review INTEGER NOT NULL DEFAULT 0,
  origin TEXT NOT NULL CHECK (origin IN ('history', 'document', 'feed', 'hand')),
  revision INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  merged_into INTEGER REFERENCES events(id),
  dismissed_at TEXT,
  sample INTEGER NOT NULL DEFAULT 0,
  note TEXT
) STRICT;
-- newest first, a page at a time: ORDER BY sort_date DESC, id DESC
CREATE INDEX events_newest ON events (sort_date DESC, id DESC);
-- the same for one type, and its precedents
CREATE INDEX events_by_type ON events (type, sort_date DESC, id DESC);
-- what a new report may belong to: one family, near in time
CREATE INDEX events_by_family ON events (family, sort_date);
-- what changed since the last digest
CREATE INDEX events_updated ON events (updated_at);

-- one row for each place, actor, weapon, exercise of an event (with what they belong to)
CREATE TABLE event_tags (
  kind TEXT NOT NULL,
  tag TEXT NOT NULL,
  event_id INTEGER NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  PRIMARY KEY (kind, tag, event_id)
) STRICT, WITHOUT ROWID;
-- the tags of one event, to replace them
CREATE INDEX event_tags_by_event ON event_tags (event_id);

-- words: title, names and reports of an event; hangul: its Hangul as bigrams
CREATE VIRTUAL TABLE events_fts USING fts5(words, hangul, tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE reports (
  id INTEGER PRIMARY KEY,
  event_id INTEGER NOT NULL REFERENCES events(id),
  entry_id INTEGER REFERENCES entries(id),
  document_id INTEGER REFERENCES documents(id),
  source TEXT NOT NULL,
  url TEXT, title TEXT NOT NULL, published TEXT,
  relation TEXT NOT NULL,
  added_at TEXT NOT NULL,
  syndicated_from TEXT, quote TEXT, score REAL
) STRICT;
-- the reports of one event, in the order they came
CREATE INDEX reports_by_event ON reports (event_id, id);
-- an entry tells of an event once
CREATE UNIQUE INDEX reports_once ON reports (entry_id, event_id) WHERE entry_id IS NOT NULL;

CREATE TABLE revisions (
  event_id INTEGER NOT NULL REFERENCES events(id),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  changes TEXT NOT NULL,
  PRIMARY KEY (event_id, number)
) STRICT, WITHOUT ROWID;

-- a reaction and what it reacts to; two events that may be one
CREATE TABLE event_links (
  event_id INTEGER NOT NULL REFERENCES events(id),
  other_id INTEGER NOT NULL REFERENCES events(id),
  kind TEXT NOT NULL CHECK (kind IN ('reacts_to', 'possibly_same')),
  at TEXT NOT NULL,
  PRIMARY KEY (event_id, other_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

SLACK = """
CREATE TABLE subscriptions (
  id INTEGER PRIMARY KEY,
  workspace TEXT NOT NULL, target TEXT NOT NULL,
  query TEXT NOT NULL,
  delivery TEXT NOT NULL CHECK (delivery IN ('now', 'hourly', 'digest')),
  min_severity INTEGER NOT NULL DEFAULT 1,
  created_by TEXT NOT NULL, created_at TEXT NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0,
  deleted_at TEXT
) STRICT;
-- one wish once
CREATE UNIQUE INDEX subscriptions_once ON subscriptions (workspace, target, query) WHERE deleted_at IS NULL;

CREATE TABLE digest_settings (
  workspace TEXT NOT NULL, target TEXT NOT NULL,
  hour TEXT NOT NULL DEFAULT '08:00', zone TEXT NOT NULL DEFAULT 'Asia/Seoul',
  days TEXT NOT NULL DEFAULT '[1,2,3,4,5,6,7]',
  enabled INTEGER NOT NULL DEFAULT 1,
  last_slot TEXT, last_sent_until TEXT,
  created_at TEXT NOT NULL,
  PRIMARY KEY (workspace, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE snoozes (
  id INTEGER PRIMARY KEY,
  workspace TEXT NOT NULL, target TEXT NOT NULL,
  query TEXT NOT NULL, until TEXT NOT NULL,
  created_by TEXT NOT NULL, created_at TEXT NOT NULL,
  reason TEXT, undone_at TEXT
) STRICT;

CREATE TABLE feedback (
  id INTEGER PRIMARY KEY,
  workspace TEXT NOT NULL,
  event_id INTEGER NOT NULL REFERENCES events(id),
  user TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('right', 'wrong_type', 'not_event', 'wrong_date', 'wrong_place')),
  value TEXT,
  at TEXT NOT NULL,
  undone_at TEXT
) STRICT;
CREATE INDEX feedback_by_event ON feedback (event_id);

CREATE TABLE people (
  workspace TEXT NOT NULL, user TEXT NOT NULL,
  name TEXT, zone TEXT, admin INTEGER NOT NULL DEFAULT 0,
  at TEXT NOT NULL,
  PRIMARY KEY (workspace, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  workspace TEXT NOT NULL,
  dedup_key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  channel TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending'
    CHECK (state IN ('pending', 'sending', 'sent', 'unknown', 'blocked', 'dropped')),
  event_id INTEGER REFERENCES events(id),
  root_id INTEGER REFERENCES outbox(id),
  subscription_id INTEGER REFERENCES subscriptions(id),
  not_before TEXT,
  attempts INTEGER NOT NULL DEFAULT 0, looks INTEGER NOT NULL DEFAULT 0,
  sending_at TEXT, sent_at TEXT, ts TEXT, posted_channel TEXT,
  error TEXT,
  revision INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL
) STRICT;
-- what is to be sent or looked for
CREATE INDEX outbox_open ON outbox (not_before, id) WHERE state IN ('pending', 'sending', 'unknown');
-- the messages that tell of one event
CREATE INDEX outbox_by_event ON outbox (event_id, channel);
-- pace: the last message of a channel
CREATE INDEX outbox_by_channel ON outbox (channel, sent_at);
"""

WORKSPACE = """
CREATE TABLE local_channels (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('channel', 'im')),
  topic TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE local_messages (
  channel TEXT NOT NULL REFERENCES local_channels(id),
  ts TEXT NOT NULL,
  thread_ts TEXT,
  user TEXT NOT NULL,
  ephemeral INTEGER NOT NULL DEFAULT 0,
  payload TEXT NOT NULL,
  edited_at TEXT, deleted_at TEXT,
  PRIMARY KEY (channel, ts)
) STRICT, WITHOUT ROWID;
-- the replies of one message
CREATE INDEX local_messages_by_thread ON local_messages (channel, thread_ts, ts) WHERE thread_ts IS NOT NULL;

CREATE TABLE local_views (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('home', 'modal')),
  user TEXT NOT NULL,
  payload TEXT NOT NULL,
  parent TEXT,
  closed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE local_files (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  content BLOB NOT NULL,
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

# why a report joined its event or opened it; reports from before have no reason
REASONS = "ALTER TABLE reports ADD COLUMN why TEXT;\n"

# subscriptions to plain words, the news they brought that is no known event, and who is a guest
KEYWORDS = """
ALTER TABLE subscriptions ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
DROP INDEX subscriptions_once;
CREATE UNIQUE INDEX subscriptions_once ON subscriptions (workspace, target, query, words) WHERE deleted_at IS NULL;
ALTER TABLE people ADD COLUMN guest INTEGER NOT NULL DEFAULT 0;
CREATE TABLE keyword_hits (
  id INTEGER PRIMARY KEY,
  workspace TEXT NOT NULL, target TEXT NOT NULL,
  entry_id INTEGER NOT NULL REFERENCES entries(id) ON DELETE CASCADE,
  story_id INTEGER NOT NULL,
  subscription_id INTEGER NOT NULL REFERENCES subscriptions(id),
  outbox_id INTEGER REFERENCES outbox(id) ON DELETE SET NULL,
  held TEXT,
  at TEXT NOT NULL,
  UNIQUE (workspace, target, entry_id)
) STRICT;
-- the stories of late, to tell each once
CREATE INDEX keyword_hits_late ON keyword_hits (workspace, target, at);
-- the news that one message tells
CREATE INDEX keyword_hits_by_message ON keyword_hits (outbox_id) WHERE outbox_id IS NOT NULL;
"""

# when a feed asks to be left alone, beyond its ttl; before, nothing was known of that
QUIET = """
ALTER TABLE feeds ADD COLUMN cache_seconds INTEGER;
ALTER TABLE feeds ADD COLUMN skip_hours TEXT NOT NULL DEFAULT '[]';
ALTER TABLE feeds ADD COLUMN skip_days TEXT NOT NULL DEFAULT '[]';
"""

# how an alert lives after it was sent: what its readers chose, and what people did to its event
LIVING = """
ALTER TABLE subscriptions ADD COLUMN alert_on TEXT NOT NULL DEFAULT '["new","confirmed","revised","denied"]';
ALTER TABLE subscriptions ADD COLUMN quiet_from TEXT;
ALTER TABLE subscriptions ADD COLUMN quiet_to TEXT;
ALTER TABLE subscriptions ADD COLUMN zone TEXT;
ALTER TABLE subscriptions ADD COLUMN pass_critical INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscriptions ADD COLUMN broadcast INTEGER NOT NULL DEFAULT 0;
-- the summary that told of an alert which was held back
ALTER TABLE outbox ADD COLUMN told_in INTEGER REFERENCES outbox(id);
-- reports that people moved: a merge of event_id into other_id, or a split of other_id off event_id
CREATE TABLE event_moves (
  id INTEGER PRIMARY KEY,
  workspace TEXT NOT NULL,
  user TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('merge', 'split')),
  event_id INTEGER NOT NULL REFERENCES events(id),
  other_id INTEGER NOT NULL REFERENCES events(id),
  reports TEXT NOT NULL,
  was TEXT NOT NULL,
  at TEXT NOT NULL,
  undone_at TEXT
) STRICT;
CREATE INDEX event_moves_by_event ON event_moves (event_id);
CREATE INDEX event_moves_by_other ON event_moves (other_id);
"""

# what a digest leaves out, and where the window of the last one began: it is told again if it was refused
DIGESTS = """
ALTER TABLE digest_settings ADD COLUMN min_severity INTEGER NOT NULL DEFAULT 1;
ALTER TABLE digest_settings ADD COLUMN query TEXT NOT NULL DEFAULT '';
ALTER TABLE digest_settings ADD COLUMN last_sent_from TEXT;
"""
