"""An evening with the assistant, through the real pipeline: how a stranger meets it."""
