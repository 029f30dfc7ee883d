"""What was learned from examples: the network, the stack over it, the status."""
