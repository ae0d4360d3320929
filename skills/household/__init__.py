"""Time, timers, volume, help."""
