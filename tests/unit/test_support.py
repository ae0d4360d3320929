"""A drafted sentence stands on her words, or it is flagged with a reason."""

import pytest

from assistant.drafting.figures import figures
from assistant.drafting.sentence import read
from assistant.drafting.support import is_verbatim, what_is_unsupported


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("Sleep was poor.", ["sleep was bad"]),
        ("The client denied panic and nightmares.", ["No panic, no nightmares."]),
        ("Anxiety has decreased slightly.", ["anxiety is a bit lower"]),
        ("PHQ-9 was 14 and GAD-7 was 9.", ["phq nine was fourteen", "gad seven was nine"]),
        ("She attends group weekly.", ["she comes to group every week"]),
        ("She has no plan or intent.", ["She has no plan or intent."]),
        ("She slept well.", ["she slept well and had no nightmares"]),
        ("He said “I am done” and left.", ['He said "I am done" and left']),
        ("The client reported a fight with her father.", ["she had a fight with her dad"]),
    ],
)
def test_what_she_said_in_other_words_stands(sentence: str, spans: list[str]) -> None:
    assert what_is_unsupported(sentence, spans) == ""


@pytest.mark.parametrize(
    ("sentence", "spans", "reason"),
    [
        ("Sleep was poor.", [], "names none of your words"),
        ("Sleep was bad, he reported.", ["she said her sleep was bad"], "somebody else"),
        ("Sleep was poor and appetite was low.", ["sleep was bad"], 'did not say: "appetite", "low"'),
        ("The client denied panic.", ["She had panic on Monday."], "says no where you did not"),
        ("She is sleeping.", ["She is not sleeping."], "leaves out a no"),
        ("She had panic but no nightmares.", ["No panic but she had nightmares."], "no"),
        ("PHQ-9 was 41.", ["phq nine was fourteen"], "a number that you did not say"),
        ("PHQ-9 was 9 and GAD-7 was 14.", ["phq nine was fourteen", "gad seven was nine"], "in another order"),
        ("Zoloft 10 mg and Lexapro 50 mg.", ["zoloft fifty milligrams", "lexapro ten milligrams"], "another order"),
        ("Lexapro 50 mg and Zoloft 10 mg.", ["zoloft fifty milligrams", "lexapro ten milligrams"], "something else"),
        ("She took pills.", ["she took two aspirin"], "risk"),
        ("She had one drink.", ["she had two drinks"], "a number that you did not say"),
        ("Her mother yelled at her.", ["She yelled at her mother."], "changed round"),
        ("John told Mary.", ["Then Mary told John."], "changed round"),
        ("Right arm pain and left leg numbness.", ["left arm pain and right leg numbness"], "changed round"),
        ("The client suggested breathing.", ["I suggested breathing."], "what was yours"),
        ("I suggested breathing.", ["She suggested breathing."], "what was the client's"),
        ("The client is drinking.", ["Her mother is drinking."], "who it was"),
        ("She drinks.", ["She wants to stop drinking."], "leaves out"),
        ("She has passive suicidal ideation.", ["She has suicidal ideation."], "risk"),
        ("She denied suicidal ideation.", ["She has suicidal ideation."], "risk"),
        ("She had a bad week.", ["She had a bad week and wished she was dead."], "leaves out what you said about risk"),
        ('She is "done".', ["She is tired."], "quotes"),
        ("She is 'so done' with it.", ["She is done with it."], "quotes"),
        ('She is "done.', ["She is done."], "quotes"),
        ("**Sleep** was bad.", ["Sleep was bad today."], "plain text"),
        ("See http://evil.example/x for sleep.", ["Sleep was bad."], "did not say"),
        ("…", ["Sleep was bad."], "no words"),
    ],
)
def test_what_she_did_not_say_is_flagged_with_the_reason(sentence: str, spans: list[str], reason: str) -> None:
    assert reason in what_is_unsupported(sentence, spans)


def test_verbatim_is_one_sentence_or_several_in_a_row_and_never_half_of_one() -> None:
    spans = ["No intent, no plan.", "She is safe.", "We agreed on Friday."]
    assert is_verbatim("no intent no plan", spans)
    assert is_verbatim("She is safe. We agreed on Friday.", spans)
    assert not is_verbatim("plan", spans)
    assert not is_verbatim("No intent, no plan. We agreed on Friday.", spans)
    assert not is_verbatim("", spans)


def test_figures_are_read_in_order_in_digits_and_words() -> None:
    said = "twenty-one, two hundred fifty, three point five, 1,200, nine thirty, 10mg, 5/10"
    assert [value for value, _ in figures(read(said).tokens)] == [21, 250, 3.5, 1200, 9, 30, 10, 5, 10]


@pytest.mark.parametrize("text", ["", " ", "'", "%", "\x00", "’s", "1", "🙂", "no", "٣ days", "²", "½", "-" * 5000])
def test_no_text_breaks_the_check(text: str) -> None:
    what_is_unsupported(text, [text])
    what_is_unsupported("She slept 2 hours.", [text])
    what_is_unsupported(text, ["She slept 2 hours."])
