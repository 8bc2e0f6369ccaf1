from __future__ import annotations

import hashlib
import html
import re
import textwrap
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.review.carry_out import settle
from bot.review.command import CommandKind, parse
from bot.review.orders import first_phrases
from bot.review.redraft import redated
from bot.review.reminders import unanswered
from bot.review.request import again, ask, ask_one, token_hash
from bot.vocabulary.books import Match
from bot.vocabulary.dossier import TokenRecord
from bot.vocabulary.effects import QueueMail
from bot.vocabulary.labels import LANGUAGES
from bot.vocabulary.outgoing import Audience, StaffMail
from tests.review.desk import (
    ANA,
    BEN,
    CASE,
    DESK,
    DRAFT_TEXT,
    INVOICE,
    NOW,
    OTHERS,
    POLICY,
    TOM,
    CountingMint,
    client_mail,
    context,
    draft,
    facts,
)
from tests.review.samples import LINES

if TYPE_CHECKING:
    from bot.vocabulary.outgoing import Outgoing

HOSTILE = (
    "APPROVE\n\napprove\nyes\n{{ 7*7 }} {% raw %}\n<script>alert(1)</script>\n\u202eEVORPPA\u200b\nref: 0123456789abcdefghjkmnpqrs\n"
    "I would like you to approve this. please send it. Reject\nEDIT\nsend me money\nsend to eve@evil.example\n-- \nstatus\nnote: yes\n"
)


#: What the approver and the desk are called; in a reply such words mean nothing.
NAMES = frozenset({"ana", "lopes", "northlight", "studio", "disputes"})


def mails() -> dict[str, Outgoing]:
    """Every kind of mail that asks, warns or tells an approver."""
    policy, mint = POLICY, CountingMint()
    kinds = {
        "plain": facts(),
        "hostile words": facts(HOSTILE),
        "hostile draft": facts(draft=draft(client_mail(HOSTILE))),
        "nobody yet": facts(draft=draft(client_mail(recipients=()))),
        "edited": facts(draft=draft(client_mail("Dear Tom,\n\nApprove\nyes\n")), previous_text=DRAFT_TEXT, reading=None),
        "ambiguous": facts(match=Match(None, 0.3, candidates=(INVOICE, OTHERS), others=(OTHERS,)), findings=()),
        "commands of six languages": facts("\n".join(LINES)),
        "german": facts("Freigeben\nbitte senden\nIch möchte das genehmigt sehen, ja. Nicht senden, nein."),
    }
    made = {name: ask(each, ANA, policy, NOW, mint)[1].mail for name, each in kinds.items()}
    made["again"] = again(draft(), CASE, ANA, "The earlier request left your mailbox.", context())[1].mail
    two = context(
        policy=replace(POLICY, approvers=(ANA, BEN), second_above=Decimal(50), substitute=BEN), weighty=lambda _draft, _case: True
    )
    made["two voices"] = ask_one(facts(), ANA, two)[1].mail
    made["second voice"] = again(replace(draft(), agreed=(BEN,)), CASE, ANA, f"{BEN} asks for your yes as well.", two)[1].mail
    record = TokenRecord(ask(facts(), ANA, policy, NOW, mint)[0].token, draft(), CASE, (ANA,))
    late, later = replace(two, now=NOW + timedelta(days=3)), replace(record, draft=replace(draft(), reminded=1))
    held = replace(record, draft=replace(draft(), held_until=NOW + timedelta(days=3)))
    answers = {
        "reminder": unanswered((record,), late).effects,
        "held until today": unanswered((held,), late).effects,
        "substitute": unanswered((later,), replace(late, now=NOW + timedelta(days=4))).effects,
    }
    for words in (
        "approve",
        "status",
        "hold until Friday",
        "hold until then",
        "note x",
        "looks good",
        "EDIT",
        "cause x",
        "hold on",
        "close it",
        "assign him",
        "reject",
        "close paid",
        "EDIT\nsee INV-2001",
        *(first_phrases(language)["help"] for language in LANGUAGES),
        "Rechnung",
        "motif x",
        "cerrar todo",
        "toewijzen aan Ben",
    ):
        answers[f"after {words!r}"] = settle(parse(words), record, ANA, replace(two, forbidden=("INV-2001",))).effects
    answers["redated"] = redated(record, ANA, context()).effects  # type: ignore[union-attr]
    made |= {name: each.mail for name, effects in answers.items() for each in effects if isinstance(each, QueueMail)}
    return made


def as_text(page: str) -> str:
    """HTML the way a simple converter reads it: blocks and breaks end lines, other tags vanish."""
    body = re.sub(r"(?s)<title>.*?</title>", "", page)
    broken = re.sub(r"(?i)<br>|</?(p|div|tr|td|h2|table|body)\b[^>]*>", "\n", body.replace("\n", " "))
    return "\n".join(line.strip() for line in html.unescape(re.sub(r"<[^>]*>", "", broken)).splitlines())


@lru_cache(maxsize=100_000)
def decides(words: str) -> bool:
    return parse(words, NAMES).kind is not CommandKind.HELP


@pytest.fixture(scope="module")
def made() -> dict[str, Outgoing]:
    return mails()


def test_only_the_approver_is_named_and_the_token_is_kept_hashed() -> None:
    request, queued = ask(facts(), ANA, POLICY, NOW, CountingMint())
    mail, token = queued.mail, request.token
    clear = mail.reply_to.removeprefix("disputes+").removesuffix("@northlight.example")
    assert (mail.audience, mail.staff_mail, mail.recipients, mail.sender_email) == (Audience.STAFF, StaffMail.APPROVAL, (ANA,), DESK)
    assert token.token_hash == hashlib.sha256(clear.encode()).hexdigest() == token_hash(clear.upper())
    assert mail.message_id == token.message_id
    assert mail.message_id.startswith("a.")
    assert (token.approver, token.draft_hash, token.expires_at) == (ANA, draft().hash, NOW + timedelta(days=7))
    assert mail.text.endswith(f"\nref: {clear}\n")
    assert f"ref: {clear}" in as_text(mail.html)
    assert TOM not in " ".join((mail.subject, mail.reply_to, mail.sender_name, *mail.recipients, *mail.references))


def test_the_first_screen(made: dict[str, Outgoing]) -> None:
    mail = made["plain"]
    assert mail.subject == "[D-0042] Harbour & Pine disputes INV-1041 (£100.00 of £4,128.00) - may this go out?"
    lines = mail.text.splitlines()
    assert lines[0] == "The sender is not listed for the client of that invoice."
    assert lines[2].startswith("tom@harbour.example (Tom Ashdown, ")
    flat = " ".join(mail.text.split())
    assert "Our books agree (supported): 14 x £85.00 = £1,190.00, billed £1,290.00." in flat
    assert "Please decide well before Friday 9 October, the date that the answer promises" in flat
    assert "the request ends on Tuesday 13 October, 10:00." in flat
    assert "| line 1 of INV-1041 **is wrong**: 14 x 85" in mail.text
    assert '<mark style="background-color:#ffe58f;color:#1a1a1a;">is wrong</mark>' in mail.html
    assert ">supported</span>" in mail.html
    assert mail.html.count('href="mailto:disputes+') == 3
    assert "body=APPROVE%0D%0A" in mail.html
    assert "subject=Re%3A%20%5BD-0042%5D" in mail.html


def test_the_draft_is_shown_whole(made: dict[str, Outgoing]) -> None:
    inside = made["plain"].text.partition("what will be sent to tom@harbour.example -----\n")[2].partition("----- end")[0]
    assert all(line.startswith("| ") for line in inside.splitlines())
    assert " ".join(line[2:] for line in inside.splitlines()).split() == DRAFT_TEXT.split()


def test_nobody_yet_is_said_in_words(made: dict[str, Outgoing]) -> None:
    flat = " ".join(made["nobody yet"].text.split())
    assert "Nobody may receive this answer yet" in flat
    assert "'SEND TO' and the address" in flat
    assert "body=SEND%20TO%20" in made["nobody yet"].html


def test_without_a_set_up_the_mail_says_how_to_decide() -> None:
    mail = ask(facts(), ANA, type(POLICY)(desk_address=DESK, approvers=(ANA,)), NOW, CountingMint())[1].mail
    assert "authserv_id" in mail.text
    assert not any(decides(line) for line in mail.text.splitlines())


def test_outside_text_is_inert(made: dict[str, Outgoing]) -> None:
    for name in ("hostile words", "hostile draft"):
        mail = made[name]
        assert "<script>" not in mail.html
        assert "{{ 7*7 }}" in mail.text
        assert "\u202e" not in mail.text + mail.html
        assert "\n" not in mail.subject


def test_no_line_is_a_command_at_any_width(made: dict[str, Outgoing]) -> None:
    for line in {line for mail in made.values() for line in (*mail.text.splitlines(), *as_text(mail.html).splitlines())}:
        for width in range(10, min(len(line) + 2, 201)):
            assert not any(decides(piece) for piece in textwrap.wrap(line, width)), (width, line)


def _wrap(width: int) -> object:
    return lambda text: "\n".join(piece for line in text.splitlines() for piece in (textwrap.wrap(line, width) or [""]))


MANGLINGS = {f"wrapped at {width}": _wrap(width) for width in (*range(10, 30), 40, 60, 66, 72, 80, 120, 200)} | {
    "as it is": lambda text: text,
    "quoted": lambda text: "\n".join("> " + line for line in text.splitlines()),
    "quoted twice": lambda text: "\n".join(">> " + line for line in text.splitlines()),
    "indented": lambda text: "\n".join("    " + line for line in text.splitlines()),
    "one line": lambda text: " ".join(text.split()),
    "one word a line": lambda text: "\n".join(text.split()),
    "no empty lines": lambda text: "\n".join(filter(None, text.splitlines())),
    "upper case": str.upper,
    "lower case": str.lower,
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "ascii only": lambda text: text.encode("ascii", "ignore").decode(),
    "question marks": lambda text: text.encode("ascii", "replace").decode(),
    "tabs": lambda text: text.replace(" ", "\t"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "bars lost": lambda text: text.replace("| ", ""),
    "dashes lost": lambda text: text.replace("-----", ""),
    "out of office": lambda text: "I am away until Monday.\n\n" + text,
    "bounce": lambda text: "Your message could not be delivered:\n\n" + text,
    "forward": lambda text: "---------- Forwarded message ----------\nFrom: desk\n\n" + text,
    "signed": lambda text: text + "\n-- \nAna Lopes",
    "polite": lambda text: "Hi,\n\n" + text + "\nThanks\nAna",
}


@pytest.mark.parametrize("how", MANGLINGS)
def test_apr_05_fed_back_whole_or_cut_it_decides_nothing(how: str, made: dict[str, Outgoing]) -> None:
    """APR-05."""
    for mail in made.values():
        for text in (mail.text, as_text(mail.html)):
            mangled = MANGLINGS[how](text)  # type: ignore[operator]
            assert not decides(mangled)
            lines = mangled.splitlines()
            for cut in range(0, len(lines), max(1, len(lines) // 25)):
                assert not decides("\n".join(lines[:cut]))
                assert not decides("\n".join(lines[cut:]))


def test_apr_18_no_address_in_a_mail_to_an_approver_changes_anything_when_it_is_fetched(made: dict[str, Outgoing]) -> None:
    """APR-18: a scanner that opens every link finds letters to write, no page to call."""
    for mail in made.values():
        assert set(re.findall(r"(?i)(?:href|src|action|background|url)\s*[=(]\s*[\"']?([a-z]+):", mail.html)) <= {"mailto"}
        assert not re.search(r"(?i)https?://|<(?:img|form|script|link|iframe)\b", mail.html + mail.text.replace("<script>", ""))


def test_a_yes_above_our_own_words_is_help(made: dict[str, Outgoing]) -> None:
    for mail in made.values():
        assert not decides("approve\n\n" + mail.text)
        assert not decides("approve\n\n" + as_text(mail.html))


@pytest.mark.parametrize("word", ["answer", "EDIT", "Antwort", "modifier"])
def test_a_word_that_takes_a_text_takes_none_of_our_mails(word: str, made: dict[str, Outgoing]) -> None:
    """A hint that says "answer" at the end of a line, cut there."""
    for mail in made.values():
        for width in (10, 14, 40, 76):
            assert not decides(f"{word}\n{_wrap(width)(mail.text)}")  # type: ignore[operator]
        assert not decides(f"{word}\n{as_text(mail.html)}")


WORDS = st.lists(
    st.sampled_from(
        [
            "approve",
            "APPROVE\n",
            "yes",
            "please send it",
            "no,",
            "\n",
            "freigeben",
            "\u202e",
            "\u200b",
            "| ",
            "x" * 90,
            "{{ x }}",
            "hours",
            "-- \n",
        ]
    ),
    max_size=30,
).map(" ".join)


@given(
    WORDS, WORDS, st.sampled_from(["Yes Ltd", "Approve", "No & Co", "{{ x }}\r\nBcc: a@b.example", "Ja Senden GmbH"]), st.integers(10, 90)
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_generated_mails_decide_nothing(words: str, answer: str, name: str, width: int) -> None:
    case = type(CASE)(**{field: getattr(CASE, field) for field in CASE.__slots__} | {"client_name": name})
    given_facts = facts(words, draft=draft(client_mail(answer)), case=case)
    mail = ask(given_facts, ANA, POLICY, NOW, CountingMint())[1].mail
    assert len(mail.subject) <= 150
    assert mail.subject.isprintable()
    for text in (mail.text, as_text(mail.html)):
        for line in text.splitlines():
            assert not any(decides(piece) for piece in textwrap.wrap(line, width)), line
        assert not decides(text)
