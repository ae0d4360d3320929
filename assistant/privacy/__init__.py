"""What may be said and what may leave."""
