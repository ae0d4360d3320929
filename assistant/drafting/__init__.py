"""Drafts, with a model and without."""
