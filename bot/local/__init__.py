"""The local workspace: the whole bot without a Slack account."""
