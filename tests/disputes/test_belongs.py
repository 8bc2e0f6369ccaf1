from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bot.disputes.belongs import Belonging, Relation, belonging
from bot.vocabulary.books import Match
from bot.vocabulary.labels import Intent, Kind
from tests.disputes.desk import (
    ANA,
    FILE,
    LONG,
    NOBODY,
    STRANGER,
    WRITER,
    case,
    dossier,
    draft,
    earlier,
    forwarded,
    matched,
    ours,
    reading,
    sent,
    theirs,
)

if TYPE_CHECKING:
    from bot.vocabulary.books import Writer
    from bot.vocabulary.dossier import Dossier
    from bot.vocabulary.reading import Reading

OPEN = dossier(case("D-0001", "open"), thread=(ours(),))
ANSWERED = dossier(case(), thread=(ours(),))
CLOSED = dossier(case("D-0001", "closed"), thread=(ours(),))
REPLY = ("ours@desk.example",)
TAGGED: dict[str, Any] = {"tags": ("D-0001",)}

#: name -> (reading, writer, match, dossier), (relation, case, claimed, draft due)
Told = tuple["Reading", "Writer", Match, "Dossier", str, str | None, str | None, bool]
CASES: dict[str, Told] = {
    "a first dispute": (reading(), WRITER, matched("INV-1"), dossier(), "new_dispute", None, None, True),
    "an unsure dispute": (reading(unsure=True, probability=0.5), WRITER, Match(), dossier(), "new_dispute", None, None, True),
    "unsure, and a dispute is as likely": (
        reading(intent="question", unsure=True, probability=0.5), WRITER, Match(), dossier(), "new_dispute", None, None, True,
    ),
    "unsure, and a question is likelier": (
        reading(intent="question", unsure=True, probability=0.7), WRITER, Match(), dossier(), "unrelated", None, None, False,
    ),
    "a question without a case": (reading(intent="question"), WRITER, matched("INV-1"), dossier(), "unrelated", None, None, False),
    "an answer to our mail": (reading(LONG), WRITER, Match(), ANSWERED, "new_claim", "D-0001", None, True),
    "a tag in the subject": (reading(LONG, **TAGGED), WRITER, Match(), dossier(case()), "new_claim", "D-0001", None, True),
    "an answer to the client's own mail": (
        reading(LONG), WRITER, Match(), dossier(case(), thread=(theirs(),)), "new_claim", "D-0001", None, True,
    ),
    "the same invoice without a thread": (reading(LONG), WRITER, matched("INV-1"), dossier(case()), "new_claim", "D-0001", None, True),
    "an invoice that the open case only names beside its own, for something else": (
        reading(LONG, causes=("tax",)), WRITER, matched("INV-2"), dossier(case(invoice_numbers=("INV-1", "INV-2"))),
        "new_dispute", None, None, True,
    ),
    "and for the same": (
        reading(LONG), WRITER, matched("INV-2"), dossier(case(invoice_numbers=("INV-1", "INV-2"))), "new_claim", "D-0001", None, True,
    ),
    "another invoice in an old thread": (reading(), WRITER, matched("INV-2"), ANSWERED, "new_dispute", None, None, True),
    "another invoice with an open case of its own": (
        reading(LONG), WRITER, matched("INV-2"), dossier(case(), case("D-0002", "open", "INV-2"), thread=(ours(),)),
        "new_claim", "D-0002", None, True,
    ),
    "the case's invoice and one more": (reading(), WRITER, matched("INV-2", "INV-1"), ANSWERED, "new_claim", "D-0001", None, True),
    "a stranger with our Message-ID": (reading(sender=STRANGER), NOBODY, Match(), ANSWERED, "new_dispute", None, "D-0001", True),
    "a stranger with the tag says thanks": (
        reading(sender=STRANGER, intent="acknowledgement", **TAGGED), NOBODY, Match(), dossier(case()), "unrelated", None, "D-0001", False,
    ),
    "a stranger with the case's invoice": (
        reading(sender=STRANGER), NOBODY, matched("INV-1"), dossier(case()), "new_dispute", None, None, True,
    ),
    "another client with the tag": (
        reading(**TAGGED), WRITER, Match(), dossier(case(client_key="other")), "new_dispute", None, "D-0001", True,
    ),
    "a stranger goes on with the case it opened": (
        reading(LONG, sender=STRANGER), NOBODY, Match(),
        dossier(case(client_key="", client_email=STRANGER, invoice_numbers=()), thread=(ours(),)), "new_claim", "D-0001", None, True,
    ),
    "short words without a new cause clarify": (reading(), WRITER, Match(), ANSWERED, "clarifies", "D-0001", None, False),
    "a person's mail read as a machine's may be a dispute": (
        replace(reading(), verdict=replace(reading().verdict, intent=Intent.AUTO_REPLY, intent_probability=0.4, dispute_probability=0.31, unsure=True)),
        WRITER, matched("INV-9"), dossier(), "new_dispute", None, None, True,
    ),
    "short words that announce a further point with a figure claim": (
        reading("And another thing: you billed 14 hours, it was 12."), WRITER, Match(), ANSWERED, "new_claim", "D-0001", None, True,
    ),
    "so they do while our draft waits": (
        reading(), WRITER, Match(), dossier(case("D-0001", "open"), thread=(ours(),), pending=(draft(),)), "clarifies", "D-0001", None, False,
    ),
    "so they do once it was sent": (
        reading(), WRITER, Match(), dossier(case("D-0001", "open"), thread=(ours(),), sent=(sent(),)), "clarifies", "D-0001", None, False,
    ),
    "before any answer they are a claim": (reading(), WRITER, Match(), OPEN, "new_claim", "D-0001", None, True),
    "a new cause is a claim": (reading(causes=("price", "tax")), WRITER, Match(), ANSWERED, "new_claim", "D-0001", None, True),
    "an unlikely further cause is none": (
        reading(causes=("tax",), unsure=True, probability=0.4), WRITER, Match(), ANSWERED, "clarifies", "D-0001", None, False,
    ),
    "another disputed amount is a claim": (
        reading(amount="75"), WRITER, Match(), dossier(case(amount=Decimal(50)), thread=(ours(),)),
        "new_claim", "D-0001", None, True,
    ),
    "a long letter with a document documents": (reading(LONG, files=(FILE,)), WRITER, Match(), ANSWERED, "clarifies", "D-0001", None, False),
    "thanks": (reading(intent="acknowledgement"), WRITER, Match(), ANSWERED, "chats", "D-0001", None, False),
    "thanks for a closed case": (reading(intent="acknowledgement"), WRITER, Match(), CLOSED, "chats", "D-0001", None, False),
    "a new dispute on a closed case": (reading(), WRITER, matched("INV-1"), CLOSED, "new_dispute", None, None, True),
    "a dispute in a closed thread goes to the open case of that invoice": (
        reading(LONG), WRITER, matched("INV-1"), dossier(case("D-0002"), case("D-0001", "closed"), thread=(ours(),)),
        "new_claim", "D-0002", None, True,
    ),
    "talk without any pointer joins the only open case": (
        reading(intent="hardship"), WRITER, Match(), dossier(case()), "chats", "D-0001", None, False,
    ),
    "a question on something else does not": (
        reading(intent="question"), WRITER, Match(), dossier(case()), "unrelated", None, None, False,
    ),
    "a question under the case's own subject does": (
        reading(intent="question"), WRITER, Match(), dossier(case(subject="Your bill")), "chats", "D-0001", None, False,
    ),
    "not where two open cases have that subject": (
        reading(intent="question"), WRITER, Match(), dossier(case(subject="Your bill"), case("D-0002", subject="your bill")),
        "unrelated", None, None, False,
    ),
    "talk with two open cases joins none": (
        reading(intent="question"), WRITER, Match(), dossier(case(), case("D-0002")), "unrelated", None, None, False,
    ),
    "a dispute without any pointer is new": (reading(), WRITER, Match(), dossier(case()), "new_dispute", None, None, True),
    "the answer to our question which invoice": (
        reading(), WRITER, matched("INV-1"), dossier(case(invoice_numbers=())), "new_claim", "D-0001", None, True,
    ),
    "the bare number is no new claim": (
        reading(unsure=True, probability=0.4), WRITER, matched("INV-1"), dossier(case(invoice_numbers=())), "clarifies", "D-0001", None, False,
    ),
    "nor is the number with a greeting, whatever cause is guessed": (
        reading("Guten Tag\n\nEs ist der Zaun, INV-1 vom elften September.\n\nMit freundlichen Grüßen\nM. Horn", causes=("tax",), unsure=True, probability=0.8, in_reply_to=REPLY),
        WRITER, matched("INV-1"), dossier(case(invoice_numbers=()), thread=(ours(),)), "clarifies", "D-0001", None, False,
    ),
    "an answer that plainly tells of another trouble claims it, if it speaks of no bill": (
        reading("The second gate has come off its post and lies in the lane.", causes=("quality",), unsure=True, probability=0.93, in_reply_to=REPLY),
        WRITER, Match(), ANSWERED, "new_claim", "D-0001", None, True,
    ),
    "it clarifies where another trouble is only guessed": (
        reading("The gate was opened by my wife at noon.", causes=("quality",), unsure=True, probability=0.7, in_reply_to=REPLY),
        WRITER, Match(), ANSWERED, "clarifies", "D-0001", None, False,
    ),
    "a number that is told is what was asked for, however plain": (
        reading("The order number is PF-7, ordered by Ms Quill.", causes=("invoice_details",), unsure=True, probability=0.97, in_reply_to=REPLY),
        WRITER, Match(), ANSWERED, "clarifies", "D-0001", None, False,
    ),
    "who turns to a further point guesses nothing": (
        reading("Ergänzend: die Tore waren nie bestellt.", causes=("unapproved_work",), unsure=True, probability=0.6, in_reply_to=REPLY),
        WRITER, Match(), ANSWERED, "new_claim", "D-0001", None, True,
    ),
    "a claim of its own is no answer to that question": (
        reading(causes=("tax",)), WRITER, matched("INV-1"), dossier(case(invoice_numbers=())), "new_dispute", None, None, True,
    ),
    "a file with a few words that name no figure documents, whatever cause is guessed": (
        reading("Eccolo. L'articolo sui pagamenti.", causes=("already_paid",), unsure=True, files=(FILE,)), WRITER, Match(), ANSWERED, "clarifies", "D-0001", None, False,
    ),
    "a file with a sure new cause is a claim": (
        reading("The tax is wrong, see the page.", causes=("tax",), files=(FILE,)), WRITER, Match(), ANSWERED, "new_claim", "D-0001", None, True,
    ),
    "a time sheet handed in documents, whatever cause is read": (
        reading("As promised, here is the time sheet: 14 hours in total.", causes=("quantity",)), WRITER, Match(), ANSWERED,
        "clarifies", "D-0001", None, False,
    ),
    "what is handed in with a further point claims it": (
        reading("Hierbij de foto's. Verder zijn de uren te hoog.", causes=("quantity",)), WRITER, Match(), ANSWERED,
        "new_claim", "D-0001", None, True,
    ),
    "proven staff may join by tag": (
        reading(LONG, sender=ANA, kind=Kind.STAFF_FORWARD, original=forwarded(STRANGER, LONG), **TAGGED), NOBODY, Match(), dossier(case()),
        "new_claim", "D-0001", None, True,
    ),
    "spoofed staff may not": (
        reading(sender=ANA, kind=Kind.STAFF_FORWARD, original=forwarded(STRANGER), proven=False, **TAGGED), NOBODY, Match(), dossier(case()),
        "new_dispute", None, "D-0001", True,
    ),
    "a staff note without a client's mail": (
        reading(sender=ANA, kind=Kind.STAFF_FORWARD), NOBODY, Match(), dossier(), "unrelated", None, None, False,
    ),
}  # fmt: skip


def found(name: str) -> Belonging:
    read, writer, match, known, *_ = CASES[name]
    return belonging(read, writer, match, known)


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    answer = found(name)
    _, _, _, _, relation, joined, claimed, due = CASES[name]
    assert answer.relation is Relation(relation), answer.reasons
    assert (answer.case.id if answer.case else None) == joined
    assert (answer.claimed.id if answer.claimed else None) == claimed
    assert answer.draft_due is due


def test_a_claimed_case_is_told_in_words() -> None:
    reasons = found("a stranger with our Message-ID").reasons
    assert reasons == ("it answers a mail of ours in case D-0001, but the sender is not listed for its client; shown as a claim",)


def test_a_foreign_number_never_falls_into_the_only_open_case() -> None:
    answer = belonging(reading(intent="question"), WRITER, Match(foreign_numbers=("INV-7",)), dossier(case()))
    assert answer.relation is Relation.UNRELATED


def test_a_message_id_used_again_for_other_words_is_told() -> None:
    answer = belonging(reading(), WRITER, Match(), dossier(same_message_id=(earlier(4, fingerprint="other"),)))
    assert answer.draft_due
    assert answer.reasons == ("its Message-ID was used before by mail 4, which had other words",)
