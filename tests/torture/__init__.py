"""The feed poller's worst days: a server that misbehaves in every named way, documents mutated at random."""
