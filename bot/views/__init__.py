"""Read models and what they look like: Block Kit and plain text."""
