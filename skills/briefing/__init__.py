"""The morning in a minute."""
