"""Calendars: sources, and the agenda made of them."""
