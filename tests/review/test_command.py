from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.review.command import MAX_TEXT, CommandKind, is_echo, parse, refused_within, with_closing
from bot.review.words import LANGUAGES
from bot.vocabulary.reasons import Reason

YES = sorted({phrase for language in LANGUAGES.values() for phrase in language.yes})
NO = sorted({phrase for language in LANGUAGES.values() for phrase in (*language.no, *language.bare_no)})
POLITE = ("", "please ", "Hi desk, ", "Hello,\n\n", "Bonjour,\n", "thanks, ")
AFTER = (
    "",
    ".",
    "!",
    " please",
    ", thanks",
    "\n\nThanks!",
    "\n\nKind regards\nAna Lopes",
    "\n\nSent from my iPhone",
    "\n-- \nAna\nApprove nothing",
)

APPROVE = """approve|Approve.|APPROVED!|  approve  |ok approve|okay send it|yes, send it please|Please approve. Thanks!|approve, thanks
J\u2019APPROUVE|sí|SÌ|Ja. Genehmigt.|ja, bitte senden|go ahead and send it|approve and send it|*Approve*|- approve|Yes\\n\\nApprove|Oui, merci
Hi team,\\n\\nApprove\\n\\nThanks,\\nAna Lopes|Hi Bob,\\napprove|approve\\n\\nVon meinem iPhone gesendet|approve\u00a0|s\u0069\u0301"""
HELP = """ok|OK.|looks good|fine|👍|approve 🙄|approve all|approve?|approve? no|approve after 5 pm|approve but change amount to 90|approve once fixed
unapproved|disapprove|dis-approve|un-approve|I think we approve|approve this tomorrow|approve 1 3|looks good?|thanks|please|and|yes or no
'approve'|"approve"|“approve”|(approve)|[approve]|> approve|\\| approve|approve/reject|approve = yes|<approve>|a\u0336pprove
\u200bapprove|app\u200drove|\u202eapprove|\ufeffapprove|\u0430pprove|\uff41\uff50\uff50\uff52\uff4f\uff56\uff45|ye\u017f|a\u212akoord|ap\u00adprove|\U0001d41a\U0001d429prove
-- \\napprove|approve\\n\\nThanks\\nTomorrow|approve\\nThanks\\nonly line two|approve\\nbut later|EDIT|edit: foo|edit the amount|use this instead
send to|send to tom|assign|assign bob|cause nonsense|close maybe|invoice|invoice please|hold|note|No problem|no idea|no?|reject?|reject if he pays
don't send it?|maybe reject|should I reject|approve\\n\\nref: 0123456789abcdefghjkmnpqrs|----- what will be sent to x -----\\napprove|EDIT\\n\\| Dear Tom"""
CONFLICT = """approve\\nreject|reject\\napprove|yes\\nno|No, send it|approve\\nnote: x|approve\\nEDIT\\nfoo|approve\\nhold until Friday|reject\\nEDIT
status\\nsend to tom@x.example|close paid\\ninvoice INV-1|no, don't reject it"""


# a greeting or a call before a clear no
LED = """Hi, no|Hello Tom, please don't send this|Stop! Don't send it.|Sorry, no|Thanks, no|Wait - do not send|Hallo, nein|Guten Tag, bitte nicht senden"""


def cases(table: str) -> list[str]:
    return [one.replace("\\n", "\n").replace("\\", "") for line in table.splitlines() for one in _split(line)]


def _split(line: str) -> list[str]:
    return [part.replace("\0", "|") for part in line.replace("\\|", "\0").split("|")]


@pytest.mark.parametrize("words", cases(APPROVE))
def test_a_yes_is_a_yes(words: str) -> None:
    assert parse(words).kind is CommandKind.APPROVE


@pytest.mark.parametrize("words", cases(HELP))
def test_what_is_not_clear_is_help(words: str) -> None:
    said = parse(words)
    assert (said.kind, said.problem) == (CommandKind.HELP, Reason.CMD_UNCLEAR)


@pytest.mark.parametrize("words", cases(CONFLICT))
def test_contradictions_are_told_as_such(words: str) -> None:
    said = parse(words)
    assert (said.kind, said.problem) == (CommandKind.HELP, Reason.CMD_CONFLICT)


@pytest.mark.parametrize("phrase", NO)
def test_each_no_rejects_and_may_give_a_reason(phrase: str) -> None:
    assert parse(phrase.upper() + ".").kind is CommandKind.REJECT
    said = parse(f"{phrase}: the amount is wrong\nsee line 2")
    assert (said.kind, said.text) == (CommandKind.REJECT, "the amount is wrong\nsee line 2")


@pytest.mark.parametrize(
    ("words", "kind", "argument", "text"),
    [
        ("hold until Friday.", "hold", "Friday", ""),
        ("Hi,\n\nplease hold until 2026-10-12", "hold", "2026-10-12", ""),
        ("invoice INV-1041.", "invoice", "INV-1041", ""),
        ("Invoice: #2041/a", "invoice", "2041/a", ""),
        ("cause already paid", "cause", "already_paid", ""),
        ("Not a dispute.", "not_a_dispute", "", ""),
        ("assign Ben@Northlight.example", "assign", "ben@northlight.example", ""),
        ("send to tom@x.example<mailto:tom@x.example>", "send_to", "tom@x.example", ""),
        ("SEND TO <tom@x.example>", "send_to", "tom@x.example", ""),
        ("note: call him\nabout line 2", "note", "", "call him about line 2"),
        ("status?", "status", "", ""),
        ("close Credit", "close", "credit", ""),
        ("EDIT\n\nDear Tom,\n\nno.\n-- \nAna", "edit", "", "Dear Tom,\n\nno."),
        ("Edit:\nDear Tom\n\nSent from my iPhone", "edit", "", "Dear Tom"),
        ("Please use this instead:\nOne\n\n  Two", "edit", "", "One\n\n  Two"),
        ("answer\nWe looked.", "answer", "", "We looked."),
        ("Reject - wrong client", "reject", "", "wrong client"),
        ("I do not approve", "reject", "", ""),
        ("No thanks", "reject", "", ""),
        ("reject. Why did we bill 14 hours?", "reject", "", "Why did we bill 14 hours?"),
    ],
)
def test_other_commands(words: str, kind: str, argument: str, text: str) -> None:
    said = parse(words)
    assert said.kind == kind
    assert said.argument == argument
    assert not text or said.text == text


@pytest.mark.parametrize("words", cases(LED))
def test_what_opens_a_line_does_not_hide_the_no(words: str) -> None:
    assert parse(words).kind is CommandKind.REJECT


@pytest.mark.parametrize(
    "words", ["Stop!", "Sorry, I do not know", "Hi, ok", "Thanks, looks good", "Hi, no problem", "Stop, approve?", "Wait, approve"]
)
def test_what_opens_a_line_makes_no_decision(words: str) -> None:
    assert parse(words).kind is CommandKind.HELP


@pytest.mark.parametrize(
    ("words", "kind", "argument"),
    [
        ("hold until 20 October, please", "hold", "20 October"),
        ("Hi, status please", "status", ""),
        ("assign ben@northlight.example thanks!", "assign", "ben@northlight.example"),
        ("close credit. Thanks", "close", "credit"),
    ],
)
def test_politeness_around_a_command_is_left_out(words: str, kind: str, argument: str) -> None:
    said = parse(words)
    assert (said.kind, said.argument) == (kind, argument)


def test_a_new_text_may_begin_beside_its_command() -> None:
    said = parse("EDIT: Dear Tom,\n\nwe check it.\n\nAna")
    assert (said.kind, said.text) == (CommandKind.EDIT, "Dear Tom,\n\nwe check it.\n\nAna")
    for words in ("EDIT: Dear Tom,", "edit: the amount\n\nplease"):
        assert parse(words).kind is CommandKind.HELP


def test_initials_under_a_yes_are_the_approvers() -> None:
    names = frozenset({"ana", "nora", "otto", "lopes"})
    for signed in ("A", "AL", "A. L.", "a"):
        assert parse(f"approve\n\n{signed}", names).kind is CommandKind.APPROVE
    for other in ("B", "NO", "no", "AX", "A L O N", "1"):
        assert parse(f"approve\n\n{other}", names).kind is CommandKind.HELP


def test_corrections_may_stand_together() -> None:
    said = parse("invoice INV-1041\ncause price\n\nThanks")
    assert [said.kind, *(more.kind for more in said.more)] == [CommandKind.INVOICE, CommandKind.CAUSE]


def test_a_name_under_the_yes_counts_only_when_it_is_known() -> None:
    assert parse("approve\nana lopes").kind is CommandKind.HELP
    assert parse("approve\nana lopes", frozenset({"ana", "lopes"})).kind is CommandKind.APPROVE


@given(st.sampled_from(YES), st.sampled_from(POLITE), st.sampled_from(AFTER), st.sampled_from((str.lower, str.upper, str.title)))
def test_a_yes_survives_case_punctuation_and_politeness(phrase: str, before: str, after: str, letters: object) -> None:
    assert callable(letters)
    assert parse(before + letters(phrase) + after).kind is CommandKind.APPROVE


LISTED = {
    word
    for language in LANGUAGES.values()
    for phrases in (language.yes, language.please, language.thanks, language.greeting, language.farewell, language.joiner)
    for phrase in phrases
    for word in phrase.split(" ")
}
STRANGE = st.text(st.characters(categories=("Ll", "Nd", "So", "Sm", "Po", "Ps", "Cf", "Lo")), min_size=1, max_size=12).filter(
    lambda word: word.lower() not in LISTED and any(char.isalnum() or char == "?" for char in word)
)


@given(st.sampled_from(YES), STRANGE, st.sampled_from((" ", "\n", ", ", "\n\n")), st.booleans())
def test_any_other_word_beside_it_makes_it_no_yes(phrase: str, other: str, glue: str, before: bool) -> None:  # noqa: FBT001 - drawn
    words = f"{other}{glue}{phrase}" if before else f"{phrase}{glue}{other}"
    assert parse(words).kind is not CommandKind.APPROVE


@given(st.text(max_size=400))
def test_random_text_is_never_a_yes_and_never_raises(words: str) -> None:
    assert parse(words).kind is not CommandKind.APPROVE or set(words.lower().split()) & LISTED


@pytest.mark.parametrize(
    "unit",
    ["a", "approve ", "please ", "note ", "no ", "-", ">", "| ", "-----\n", "ref: ", "?\n", "e'e'e'", "\u200b", "thanks\n", "no: a?\n"],
)
def test_hostile_length_is_harmless(unit: str) -> None:
    started = time.process_time()
    assert parse(unit * (1_000_000 // len(unit))).kind is CommandKind.HELP
    parse(unit * ((MAX_TEXT - 1) // len(unit)))
    assert time.process_time() - started < 5


def test_echo_is_seen_at_any_depth_of_quoting() -> None:
    assert is_echo("approve\n> > | Dear Tom")
    assert is_echo("what   will\nbe sent to")
    assert not is_echo("Dear Tom,\nthe total | net")


@pytest.mark.parametrize(
    ("signature", "text"),
    [
        ("Kind regards\nAna", "Dear Tom\n\nKind regards\nAna"),
        ("Many thanks,\nAna Lopes\n\n--\nTel 123", "Dear Tom\n\nMany thanks,\nAna Lopes"),
        ("--\nKind regards\nAna", "Dear Tom"),
        ("Sent from my iPhone", "Dear Tom"),
        ("Ana Lopes | Head of Accounts", "Dear Tom"),
        ("Kind regards\n| Dear Tom", "Dear Tom"),
        ("Regards\n" + "x\n" * 9, "Dear Tom"),
        ("", "Dear Tom"),
    ],
)
def test_a_text_keeps_its_closing(signature: str, text: str) -> None:
    assert with_closing(parse("EDIT\nDear Tom"), signature).text == text
    assert with_closing(parse("approve"), signature) == parse("approve")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("I am obliged to you for asking me first. No, I do not wish this to be sent. Mr Cope has been a friend.", True),
        ("However, he has hired our marquees since 1987.\n\nNo. Please do not send it.\n\nI will telephone him myself.", True),
        ("Er ist seit Jahren Kunde. Bitte nicht senden. Ich rede mit ihm.", True),
        ("Karin is away. Please do not send it until she is back.", False),
        ("The client wrote: do not send it again.", False),
        ("I would send it. Do not send the photos.", False),
        ("Looks fine. Don't send it to Bob.", False),
        ("Hm. Should it go? Please do not send it.", False),
        ("Reject\nno wait, approve\nI have lost track.", False),
        ("He said no. Do not send it. Well, yes, send it.", False),
    ],
)
def test_an_outright_refusal_inside_a_letter(text: str, *, refused: bool) -> None:
    found = refused_within(text)
    assert (found is not None) is refused
    assert found is None or (found.kind is CommandKind.REJECT and found.text == text)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("note call Tom", CommandKind.NOTE),
        ("Please note: client called", CommandKind.NOTE),
        ("Please note our offices are closed", CommandKind.HELP),
        ("Please note that Tom called", CommandKind.HELP),
    ],
)
def test_please_note_tells_and_orders_nothing(line: str, kind: CommandKind) -> None:
    assert parse(line).kind is kind


@pytest.mark.parametrize("text", ["Reject\n\nno wait, approve", "Reject. No: approve", "No, yes", "Don't send\nHm, go ahead"])
def test_a_no_with_a_yes_behind_any_sign_is_neither(text: str) -> None:
    assert parse(text).kind is CommandKind.HELP


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hold until 19 October 2026\n\nHalf term here. I will look at it once I'm back.\n\nAnnabel", CommandKind.HOLD),
        ("not a dispute\nShe only wants a copy for her insurer.", CommandKind.NOT_A_DISPUTE),
        ("close withdrawn\n\nKen rang this morning, very sheepish.", CommandKind.CLOSE),
        ("cause late delivery\nThe bridge was shut for a week.", CommandKind.CAUSE),
        ("Ursache: Preis\nEr meint den Stundensatz.", CommandKind.CAUSE),
        ("cause price\n\nbut check the hours first", CommandKind.HELP),
        ("close paid\nbut only if the bank shows it", CommandKind.HELP),
        ("invoice INV-1042\nnot 1041", CommandKind.HELP),
        ("cause late delivery\nWhy is it price?", CommandKind.HELP),
        ("not a dispute\nLooks odd. Approve", CommandKind.HELP),
        ("He is right.\nnot a dispute", CommandKind.HELP),
        ("assign ben@northlight.example\nHe knows them.", CommandKind.HELP),
    ],
)
def test_why_may_stand_below_a_command_that_sends_nothing(text: str, kind: CommandKind) -> None:
    assert parse(text).kind is kind


@pytest.mark.parametrize(
    "words", ["Regards \u0130da", "lg \u0130da", "mvg \u0130nvoice", "Approved\n\u0130. Loquet", "Approved. Thanks, \u0130"]
)
def test_a_letter_whose_small_form_is_two_is_read(words: str) -> None:
    assert parse(words).kind is CommandKind.HELP


def test_a_name_may_begin_with_that_letter() -> None:
    assert parse("Approved\n\nRegards \u0130da").kind is CommandKind.APPROVE
