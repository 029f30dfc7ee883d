"""The effects behind the ports: clock, HTTP, feed parsing, Slack."""
