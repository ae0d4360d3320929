"""How fast and how light it is on this machine. Nothing here decides a test."""
