"""What Slack takes: its limits on blocks, texts and elements, checked before anything is sent."""
