"""Names are known in the words that a recogniser, or a hasty hand, wrote instead."""

import csv
import re
from pathlib import Path

import pytest

from assistant.privacy.common import COMMON, is_common
from assistant.privacy.pseudonyms import Pseudonyms, restore
from assistant.privacy.sounds import apart, skeleton, sounds
from assistant.records import Client

TABLE = Path(__file__).parents[1] / "data/names/misheard.tsv"
PSEUDONYMS = Pseudonyms(
    [
        Client("c1", "MK", "Mira Kern", (), ("Siobhan",), ("Riverside", "Acme Paper Mill")),
        Client("c2", "JD", "Jordan Dale"),
        Client("c3", "WP", "Will Kovač"),
        Client("c4", "JL", "Joaquin Nguyen"),
    ]
)


def left(text: str) -> str:
    """What remains of a text once it is hidden."""
    return re.sub(r"\[[A-Z]+-[\d.]+\]", "•", PSEUDONYMS.hide(text).text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("then meera came and then myra", "then • came and then •"),
        ("mirror kern, meera curn, mere a kern, kern more", "•, •, •, •"),
        ("jordon dail and jor dan and jordandail", "• and • and •"),
        ("jordna and jrodan and jordn", "• and • and •"),
        ("Meera's mother, the jordons", "•'s mother, the •"),
        ("shavon and wakeen said nwin was late", "• and • said • was late"),
        ("wil covatch", "•"),
        ("at riversyde by the akme paper mill", "at • by the •"),
        ("more of it in the mirror, the door and the day", "more of it in the mirror, the door and the day"),
        ("the current was more than enough", "the current was more than enough"),
        ("walking, she saw a savior win", "walking, she saw a savior win"),
        ("mira. More of the same", "•. More of the same"),
    ],
)
def test_a_word_is_taken_for_what_it_sounds_like_unless_it_is_a_word_by_itself(text: str, expected: str) -> None:
    assert left(text) == expected
    hidden = PSEUDONYMS.hide(text)
    assert restore(hidden.text, hidden.mapping) == text


def test_a_misheard_client_is_mentioned_and_two_who_sound_alike_are_both() -> None:
    assert PSEUDONYMS.mentions("then jordon and mirror kern") == ({"c2"}, {"c1"}, {"c1"})
    both = Pseudonyms([Client("a", "CB", "Carla Beck"), Client("b", "KC", "Karla Cole")])
    assert both.mentions("kahrla") == ({"a", "b"},)


def test_words_sound_as_an_english_ear_has_it() -> None:
    alike = [("philip", "fillip"), ("wright", "rite"), ("knight", "nite"), ("stephanie", "stefany"), ("dale", "dail")]
    assert [sounds(one) == sounds(other) for one, other in alike] == [True] * len(alike)
    assert sounds("李") == sounds("") == ""
    assert apart(sounds("meera"), sounds("mira")) == 0
    assert apart(sounds("paper"), sounds("mira")) > 0.4
    assert skeleton(sounds("jordan")) == skeleton(sounds("shorten"))


def test_everyday_words_are_known_with_their_endings_and_names_are_none() -> None:
    assert all(
        map(
            is_common,
            [
                "talked",
                "talking",
                "stopped",
                "happier",
                "worries",
                "knives",
                "sadness",
                "unhelpful",
                "it's",
                "sertraline",
            ],
        )
    )
    assert not [word for word in ("jordon", "meera", "carly", "marty", "siobhan", "nguyen") if is_common(word)]
    assert len(COMMON) > 4000


def test_most_of_what_recognisers_make_of_names_is_hidden() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    names = sorted({row["name"] for row in rows})
    roster = Pseudonyms([Client(str(at), f"Q{at}", name) for at, name in enumerate(names)])
    frame = "then {} came in"
    whole: dict[str, list[bool]] = {"hand": [], "spoken": []}
    for row in rows:
        hidden = re.sub(r"\[[A-Z]+-[\d.]+\]", "", roster.hide(frame.format(row["heard"])).text)
        by = "hand" if row["by"] == "hand" else "spoken"
        whole[by].append(not re.search(r"\w", hidden.removeprefix("then").removesuffix("came in")))
    share = {by: sum(found) / len(found) for by, found in whole.items()}
    print({by: f"{share[by]:.1%} of {len(found)}" for by, found in whole.items()})
    assert len(rows) > 150
    assert share["hand"] >= 0.95
    # What PocketSphinx writes for a name is mostly other words altogether ("ten million words").
    assert share["spoken"] >= 0.35
