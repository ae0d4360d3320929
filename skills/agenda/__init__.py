"""The calendar, asked aloud."""
