"""What an approver is told about the commands: all of them in their language, or what one lacked that was begun."""

from __future__ import annotations

from bot.review.orders import begun, first_phrases, names
from bot.review.words import LANGUAGES
from bot.vocabulary.labels import LANGUAGES as SPOKEN

#: Command -> what was missing, what would do; `{}` is a list in the language of the words.
_TEXT = ("its text is missing", "Write the whole new text beneath the word; it comes back to you for its own yes.")
_ADDRESS = ("its address could not be read", "One plain address behind the words would do.")
_LACKING = {
    "edit": _TEXT,
    "answer": _TEXT,
    "hold": ("its day could not be read", "A weekday, or a date with day, month and year, would do."),
    "invoice": ("its number could not be read", "The number as it stands on the invoice, without blanks, would do."),
    "cause": ("the desk does not know that cause", "It knows these: {}."),
    "close": ("a case does not end that way", "These are: {}."),
    "assign": _ADDRESS,
    "send_to": _ADDRESS,
}
_LISTS = {"cause": "causes", "close": "outcomes"}


def incomplete(heard: str) -> tuple[str, str] | None:
    """Say what a command lacks that an approver began to give and that could not be read."""
    found = begun(heard.strip(" .!*_"))
    if not found or found[0] not in _LACKING:
        return None
    kind, language = found
    what, cure = _LACKING[kind]
    listed = ", ".join(sorted(names(_LISTS[kind], language))) if kind in _LISTS else ""
    return f"You wrote '{heard}', but {what}, so nothing was done.", cure.format(listed)


def echoed(heard: str) -> tuple[str, str]:
    """Say that a reply repeats our request and nothing marks that as quoted."""
    return (
        f"Your reply begins with '{heard}', but repeats the request without marking it as quoted, so nothing was done.",
        "Your own words alone, without the request beneath them, would do; so would a mail program that marks what it quotes.",
    )


def all_commands(language: str) -> tuple[str, ...]:
    """List every command in one of the languages of the desk (English for any other)."""
    spoken = language if language in SPOKEN else "en"
    say = {kind: f"'{phrase.upper()}'" for kind, phrase in first_phrases(spoken).items()}
    yes, no = LANGUAGES[spoken].yes[0].upper(), LANGUAGES[spoken].no[0].upper()
    decisions = (
        f"These count, each on a line of its own. '{yes}' alone sends the draft as it was shown; '{no}' drops it, with a reason if you like; "
        f"{say['edit']} with the whole new text beneath changes it, {say['answer']} makes another one, and both come back for a yes of their own."
    )
    details = (
        f"{say['hold']} and a day; {say['invoice']} and a number; {say['cause']} and one of these: {', '.join(names('causes', spoken))}; "
        f"{say['assign']} and the address of an approver; {say['send_to']} and an address of the client; {say['note']} and a remark; {say['status']}."
    )
    ends = f"{say['not_a_dispute']} ends it, and so does {say['close']} with one of these: {', '.join(names('outcomes', spoken))}."
    return decisions, details, ends
