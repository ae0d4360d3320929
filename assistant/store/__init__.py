"""What is kept, encrypted."""
