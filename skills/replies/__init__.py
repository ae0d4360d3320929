"""Replies to clients, drafted and queued."""
