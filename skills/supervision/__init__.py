"""What she wants to bring to supervision."""
