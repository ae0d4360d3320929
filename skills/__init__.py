"""What the assistant can do: one folder a skill, importing only `assistant.api`."""
