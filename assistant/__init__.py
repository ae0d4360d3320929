"""A voice assistant for a therapist's home."""

__version__ = "0.1.0"
