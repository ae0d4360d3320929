"""A note, dictated."""
