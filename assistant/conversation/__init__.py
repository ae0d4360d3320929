"""The loop: wake, listen, understand, answer."""
