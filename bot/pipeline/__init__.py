"""The flow, in order: ingest, classify, notify, digest, deliver, seed."""
