"""Whose words are they? The writer's own, and the client's inside a forward, attached or inline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.arrivals import address, body, forward, headers, quoting, subjects
from bot.arrivals.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.arrivals.body import Body
    from bot.arrivals.parse import Parts
    from bot.arrivals.triage import Facts
    from bot.vocabulary.mail import Original, Words
    from bot.vocabulary.policy import Policy

#: Providers whose domain says nothing about whose mail it is.
_SHARED = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "aol.com",
        "proton.me",
    ]
)
#: "Please see what my foreman says below, thank you" points at a mail; more words than that say something.
_TELLING_WORDS = 12


def words(facts: Facts, shown: Body) -> tuple[Original | None, Words]:
    """Return the forwarded client mail (or None) and the writer's words cut; a forward of our own mail is no client's."""
    message = facts.message
    writer = f"{message.from_.name} {message.from_.email}" if message.from_ else ""
    prefix = subjects.kind(message.subject)
    plain = quoting.split(shown.text, shown.marks, writer, fresh=not prefix and _fresh(facts))
    pointing = prefix != "reply" and len(plain.new_text.split()) < _TELLING_WORDS  # "see attached", or not even that
    if prefix == "forward" or facts.insider or pointing:
        attached = _attached(facts.parts, facts.policy, 0)
        if attached:
            return _spoken_for(facts, replace(attached, remark=plain.new_text), plain), plain
    if prefix == "reply":
        return None, plain
    house = forward.House(
        ours(facts.policy), _colleagues(facts), _answered(facts), lambda email: bool(email) and email.lower() == facts.writer
    )
    found = forward.unwrap(shown.text, shown.marks, house, eager=_eager(prefix, facts, shown), titled=prefix == "forward")
    if found is None:
        return None, plain
    original, at = found
    if not original.subject:
        original = replace(original, subject=subjects.bare(message.subject))
    lines = shown.text.split("\n")
    above = quoting.split("\n".join(lines[:at]), frozenset(mark for mark in shown.marks if mark < at), writer)
    below = "\n".join(lines[at:]).strip("\n")
    remark = "\n\n".join(filter(None, (above.new_text, original.remark)))
    cut = replace(above, new_text=remark, quoted_text="\n".join(filter(None, (above.quoted_text, below))))
    return _spoken_for(facts, replace(original, remark=cut.new_text), cut), cut


def _fresh(facts: Facts) -> bool:
    """Whether a mail without a prefix answers none of ours by any other sign."""
    message, carried = facts.message, facts.carriers
    return not (message.in_reply_to or message.references or carried.tags or carried.refs or carried.case_tags)


def _eager(prefix: str, facts: Facts, shown: Body) -> bool:
    """Whether a header block without a marker may begin a forward: the subject says so, or the mail answers nothing."""
    threaded = bool(facts.message.in_reply_to or facts.message.references)
    if prefix != "either":
        return prefix == "forward" or not threaded
    sender_label = forward.first_label(shown.text)
    return sender_label != "lähettäjä" and (not threaded or sender_label == "fra")


def _colleagues(facts: Facts) -> Callable[[str], bool]:
    """A test for addresses of the writer's own house, whoever that is: what a colleague forwarded is looked into as well."""
    domain = facts.writer.rpartition("@")[2]
    return lambda email: bool(domain) and domain not in _SHARED and email.lower().rpartition("@")[2] == domain


def _answered(facts: Facts) -> Callable[[str], bool]:
    """A test for whom the mail goes to, by address or name, and for their house unless the writer is of it as well."""

    def test(who: str) -> bool:
        readers = (*facts.message.to, *facts.message.cc)
        named = {one.email for one in readers} | {fold(one.name) for one in readers if one.name}
        houses = {one.domain for one in readers} - _SHARED - {facts.writer.rpartition("@")[2]}
        return fold(who) in named or who.lower().rpartition("@")[2] in houses

    return test


def _spoken_for(facts: Facts, original: Original, own: Words) -> Original:
    """A client who forwards with a telling word of their own speaks for themselves; the mail below is what they point at."""
    telling = len(own.new_text.split()) >= _TELLING_WORDS
    if facts.insider or not telling or not (facts.policy.insiders or _stranger(facts)):
        return original
    return replace(original, words=own, remark="")


def _stranger(facts: Facts) -> bool:
    """Whether the writer is of another house than whom the mail goes to, as far as domains can tell: no colleague of theirs."""
    domain = facts.writer.rpartition("@")[2]
    houses = {one.domain for one in facts.message.to} - {""}
    return bool(domain and houses) and domain not in _SHARED | houses and not any(_related(domain, house) for house in houses)


def _related(one: str, two: str) -> bool:
    """Whether one domain lies below the other."""
    return one.endswith(f".{two}") or two.endswith(f".{one}")


def ours(policy: Policy) -> Callable[[str], bool]:
    """A test for addresses of our own house: our people, the desk, anybody at the desk's domain (unless it is a provider's)."""
    desk = policy.desk_address.lower()
    domain = desk.rpartition("@")[2]

    def test(email: str) -> bool:
        email = email.lower()
        return email in policy.insiders or email == desk or (domain not in _SHARED and email.rpartition("@")[2] == domain)

    return test


def _attached(parts: Parts, policy: Policy, depth: int) -> Original | None:
    """The first client mail among attached ones, looking into our own people's forwards."""
    for mail in parts.mails if depth < forward.MAX_FORWARDS else ():
        identity, _ = address.identity(mail.values("from"), mail.defects, ours(policy))
        shown = body.choose(mail)
        message = headers.message(mail, shown, identity)
        ours_too = identity is not None and ours(policy)(identity.email)
        deeper = _attached(mail, policy, depth + 1) if ours_too or subjects.kind(message.subject) == "forward" else None
        if deeper:
            return deeper
        if ours_too or subjects.kind(message.subject) == "forward":
            found = forward.unwrap(shown.text, shown.marks, forward.House(ours(policy)), eager=True)
            if found:
                return found[0]
        if not ours_too:
            return forward.from_attached(message, shown)
    return None
