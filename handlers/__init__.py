"""Slack's edge: one function a subcommand, action or view."""
