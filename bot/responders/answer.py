"""Begin here: the facts of one dispute in, the complete mail to the client out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rendering import render
from bot.responders.contract import Answer
from bot.responders.echo import amount, client_text, echo
from bot.responders.enclosed import enclosed, told
from bot.responders.figures import figures
from bot.responders.greeting import greeting
from bot.responders.kinds import outline
from bot.responders.naming import allowed
from bot.responders.needs import has_files
from bot.responders.thread import parent, references
from bot.responders.words import choose_language, words
from bot.vocabulary.numbers import normalise_number
from bot.vocabulary.outgoing import Audience, Outgoing

if TYPE_CHECKING:
    from bot.rendering import Rendered
    from bot.responders.contract import AnswerFacts, Outline
    from bot.responders.words import Words

#: An answer nobody reads to the end is no answer.
MAX_WORDS = 130
#: Longest quotation in characters, tried in this order until the mail is short enough; 0 is no quotation.
_QUOTE_LIMITS = (180, 140, 100, 70, 0)


def answer(facts: AnswerFacts) -> Answer:
    """Return the answer to a client's mail, in the client's language where we have it, ready to be approved."""
    language = choose_language((facts.reading.verdict.language, facts.policy.language))
    chosen = outline(facts)
    promised = facts.promised_texts.get(language) or facts.promised_on.isoformat()
    rendered = _short_enough(facts, chosen, words(language), promised)
    return Answer(
        template=chosen.template,
        language=language,
        mail=_mail(facts, rendered),
        promised_on=facts.promised_on,
        promised_text=promised,
        allowed_numbers=_named_numbers(facts, rendered),
        papers=told(facts),
    )


def _named_numbers(facts: AnswerFacts, rendered: Rendered) -> tuple[str, ...]:
    """What the answer may name, and whatever else reads like a number in the words that it repeats from the client."""
    own = allowed(facts)
    known = {normalise_number(number) for number in (*own, *facts.match.foreign_numbers, facts.case_id)}
    theirs = {normalise_number(number) for number in figures(client_text(facts)).numbers} - known
    if not theirs:
        return own
    repeated = (number for number in figures(rendered.text).numbers if normalise_number(number) in theirs)
    return tuple(dict.fromkeys((*own, *repeated)))


def _short_enough(facts: AnswerFacts, chosen: Outline, said: Words, promised: str) -> Rendered:
    rendered = None
    for limit in _QUOTE_LIMITS:
        rendered = render(chosen.template, said.language, _values(facts, chosen, said, promised, limit))
        if len(rendered.text.split()) < MAX_WORDS:
            return rendered
    assert rendered is not None  # noqa: S101 - the table of limits is not empty
    return rendered


def _mail(facts: AnswerFacts, rendered: Rendered) -> Outgoing:
    policy, to, arrived = facts.policy, facts.writer.may_receive, facts.reading.arrived
    return Outgoing(
        audience=Audience.CLIENT,
        recipients=(to,) if to else (),
        sender_name=signature(facts),
        sender_email=policy.desk_address,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=facts.message_id,
        in_reply_to=parent(arrived),
        references=references(arrived),
        case_id=facts.case_id,
        files=enclosed(facts),
    )


def signature(facts: AnswerFacts) -> str:
    """Return who answers: `Ana Lopes, Northlight Studio`, or the desk's name alone."""
    contact, name = facts.policy.contact, facts.policy.desk_name
    return f"{contact}, {name}" if contact and contact != name else name


def _values(facts: AnswerFacts, chosen: Outline, said: Words, promised: str, limit: int) -> dict[str, object]:
    """Everything a template may show, as finished sentences; outside text is in them as data only."""
    only = chosen.causes[0] if len(chosen.causes) == 1 else None
    doing = said.say(f"doing.{chosen.doing}", check=said.say(f"causes.{chosen.check}.check") if chosen.check else "")
    return {
        "language": said.language,
        "case_id": facts.case_id,
        "subject": _subject(chosen, said),
        "greeting": greeting(facts, said),
        "thanks": _thanks(chosen, said),
        "understood": _understood(facts, chosen, said, limit),
        "points": () if only else _points(facts, chosen, said, limit),
        "amount_noted": _amount_noted(facts, chosen, said, limit),
        "doing": doing,
        "promise": said.say("mail.promise", date=promised),
        # Reminders can only be held back for an invoice that is known.
        "reminders": said.say("mail.reminders") if facts.policy.reminders_pause and chosen.numbers else "",
        "needs_intro": said.say("mail.ask" if chosen.template in {"ask_invoice", "unlisted_sender"} else "mail.needs"),
        "needs": tuple(said.say(f"needs.{key}", numbers=said.join(chosen.offered, "or")) for key in chosen.needs),
        "files_noted": said.say("mail.files") if has_files(facts) else "",
        "enclosed": said.say("mail.enclosed") if enclosed(facts) else "",
        "regards": said.say("mail.regards"),
        "signature": signature(facts),
        "reference": said.say("mail.reference", case=facts.case_id),
    }


def _subject(chosen: Outline, said: Words) -> str:
    topic = said.say(f"causes.{chosen.causes[0].value}.topic" if len(chosen.causes) == 1 else "mail.topic_many")
    if chosen.numbers:
        return said.say("mail.subject", number=chosen.numbers[0], topic=topic)
    return said.say("mail.subject_plain", topic=topic)


def _thanks(chosen: Outline, said: Words) -> str:
    if not chosen.numbers:
        return said.say("thanks.again_plain" if chosen.thanks == "again" else "thanks.plain")
    return said.say(f"thanks.{chosen.thanks}", number=chosen.numbers[0], numbers=said.join(chosen.numbers))


def _understood(facts: AnswerFacts, chosen: Outline, said: Words, limit: int) -> str:
    if len(chosen.causes) > 1:
        return said.say("mail.understood_many")
    cause = chosen.causes[0]
    sentence = said.say("mail.understood", point=said.say(f"causes.{cause.value}.point"))
    quote = echo(facts, cause, limit)
    return f"{sentence}{said.say('mail.colon')}{said.quoted(quote)}" if quote else f"{sentence}."


def _points(facts: AnswerFacts, chosen: Outline, said: Words, limit: int) -> tuple[str, ...]:
    """One line per cause; the room for quotations is shared among them."""
    found: list[str] = []
    quoted: set[str] = set()
    for cause in chosen.causes:
        topic, quote = said.say(f"causes.{cause.value}.item"), echo(facts, cause, limit // len(chosen.causes) + 20 if limit else 0)
        quote = "" if quote in quoted else quote
        quoted.add(quote)
        found.append(f"{topic}{said.say('mail.colon')}{said.quoted(quote)}" if quote else f"{topic}.")
    return tuple(found)


def _amount_noted(facts: AnswerFacts, chosen: Outline, said: Words, limit: int) -> str:
    figure = amount(facts) if len(chosen.causes) == 1 else ""
    return said.say("mail.amount", amount=figure) if figure and figure not in echo(facts, chosen.causes[0], limit) else ""
