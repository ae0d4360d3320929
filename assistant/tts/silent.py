"""No voice: the conversation shows its words on the terminal."""

import numpy as np

from assistant.events import Clip
from assistant.settings import Tts


class SilentSpeaker:
    """Speaks without a sound."""

    name = "none"
    note = "No voice is installed: answers are shown as text."

    def __init__(self, section: Tts) -> None:
        del section

    def speak(self, text: str) -> Clip:
        """No samples, whatever the text."""
        del text
        return Clip(np.zeros(0, np.int16), 16_000)
