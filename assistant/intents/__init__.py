"""From words to an intent with resolved slots."""
