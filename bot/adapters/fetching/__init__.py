"""Asking servers: checked addresses only, bounded in time and size, failures named."""
