"""Sound in and out: microphone, loudspeaker, files, tones."""
