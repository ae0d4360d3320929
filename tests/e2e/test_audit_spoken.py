"""An evening in the audit: what was read and said aloud, and nobody's words."""

from pathlib import Path

from assistant.events import SpeechLevel
from assistant.store.vault import Vault
from tests.evenings import PASSPHRASE, live, needs_voice


@needs_voice
def test_what_is_read_aloud_is_in_the_audit_and_what_is_public_is_not(tmp_path: Path) -> None:
    lines = ["hey jarvis, what time is it", "hey jarvis, read the message from M K"]
    evening = live(tmp_path, lines, messages={"MK": "Is Thursday still on?"}, level=SpeechLevel.FULL)
    assert evening.intents == ["household.time", "replies.message"]
    assert "Thursday" in evening.said[1]
    with Vault.open(tmp_path / "data" / "vault", PASSPHRASE) as vault:
        entries = vault.audit.entries()
        vault.audit.verify()
    (message,) = [each for each in entries if each.event == "read" and each.item.startswith("message-")]
    assert message.detail == "voice"
    (spoken,) = [each for each in entries if each.event == "spoken"]
    assert (spoken.item, spoken.detail) == ("replies.message", "full")
    assert message.seq < spoken.seq
    assert "Thursday" not in str(entries)
    assert "Mira" not in str(entries)
