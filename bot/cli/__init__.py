"""The commands of `kp`, thin."""
