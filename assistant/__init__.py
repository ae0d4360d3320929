"""A voice assistant for a therapist's home."""

import os

__version__ = "0.1.0"

# Read by libraries while they load, so set before any of them: none may report on this house. Left alone, onnxruntime
# (from 1.29 on) tells its maker of every model that is loaded and keeps an id of the machine in the home folder.
os.environ |= {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
