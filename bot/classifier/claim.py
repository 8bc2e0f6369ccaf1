"""What the writer claims: the amount in dispute, what is asked for, and in which tone."""

# ruff: noqa: RUF001 - the typographic quotes, dashes and signs are what people write
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.classifier.layout import REQUESTS, TONES, Piece
from bot.vocabulary.claim import Amount, Claim, Mentions, Verdict
from bot.vocabulary.labels import Cause, Intent, Tone

if TYPE_CHECKING:
    from bot.classifier.reader import Scored

_KEY = re.compile(
    r"difference|diff\b|overcharge|over by|too much|excess|deduct|withh|hold(?:ing)? back|short.?pa|extra|surcharge|owe|remove|take off|credit|refund"
    r"|differenz|zu ?viel|abzug|kürz|einbehalt|gutschr|écart|trop|retien|déduis|avoir|rembours|diferencia|de más|retenem|abon|descont|differenza|in più|tratten"
    r"|rimbors|storn|verschil|te ?veel|inhoud|crediteer",
    re.IGNORECASE,
)
_RATE = re.compile(
    r" ?(?:an? (?:hour|day|head|piece|unit|month|word|visit)|/ ?[a-z]|per |each|p\.?h\b|pro |die stunde|de l'heure|l'heure|la hora|all'ora|l'ora|per uur|x |×|@|a testa|la unidad|die std)",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:solicitors?|attorneys?|lawyers?|counsel|barrister|court|sue|lawsuit|legal action|legal proceedings|small claims|litigation|rechtsanw\w{0,8}|anwalt\w{0,6}|anwältin|gericht\w{0,6}|klage"
    r"|rechtliche schritte|avocate?s?|tribunal|mise en demeure|huissier|poursuites|abogad[oa]s?|juzgado|demanda judicial|acciones legales|vía judicial|avvocat[oi]|legale|legali|tribunale|vie legali"
    r"|diffida|advoca\w{0,4}|rechtbank|rechter|juridische stappen|ingebrekestelling|deurwaarder)\b",
    re.IGNORECASE,
)
_NO_SUM_FROM_TWO = frozenset({Cause.PRICE, Cause.QUANTITY, Cause.MISCALCULATION})
_LEGAL_SHARE = 0.08
_NEAR = 45


def claim(parts: tuple[Piece, ...], scored: Scored, verdict: Verdict, mentions: Mentions) -> Claim:
    """Return the claim; the disputed amount is one of `mentions.amounts` and only given for a dispute."""
    amount = disputed_amount(mentions, verdict, parts) if verdict.intent is Intent.DISPUTE else None
    return Claim(amount, REQUESTS[int(scored.requested.argmax())], tone(parts, scored))


def tone(parts: tuple[Piece, ...], scored: Scored) -> Tone:
    """Return how it is said; a named lawyer or court with some heat in the words is a legal threat."""
    best = TONES[int(scored.tone.argmax())]
    legal = float(scored.tone[TONES.index(Tone.LEGAL_THREAT)])
    if legal < _LEGAL_SHARE and best is not Tone.LEGAL_THREAT:
        return best
    if not any(_LEGAL.search(piece.text) for piece in parts):
        return TONES[int(scored.tone[:-1].argmax())] if best is Tone.LEGAL_THREAT else best
    return Tone.LEGAL_THREAT if legal >= _LEGAL_SHARE else best


def disputed_amount(mentions: Mentions, verdict: Verdict, parts: tuple[Piece, ...]) -> Amount | None:
    """Return the amount of the primary cause: the one beside words like 'difference', else the one in its evidence."""
    cause = verdict.causes[0] if verdict.causes else None
    if cause is None:
        return None
    sums = [amount for amount in mentions.amounts if not _is_rate(amount, parts)]
    keyed = [amount for amount in sums if _keyed(amount, parts)]
    inside = [amount for amount in sums if any(_within(amount, span.field, span.start, span.end) for span in cause.evidence)]
    if len(sums) == 1:
        return sums[0]
    both = [amount for amount in inside if amount in keyed]
    if both:
        return both[-1]
    if len(keyed) == 1:
        return keyed[0]
    if inside and (len(inside) == 1 or cause.cause not in _NO_SUM_FROM_TWO):
        return inside[0]
    return None


def _within(amount: Amount, field: str, start: int, end: int) -> bool:
    return amount.span.field == field and start <= amount.span.start and amount.span.end <= end


def _piece(amount: Amount, parts: tuple[Piece, ...]) -> Piece | None:
    return next((piece for piece in parts if _within(amount, piece.field, piece.start, piece.end)), None)


def _is_rate(amount: Amount, parts: tuple[Piece, ...]) -> bool:
    piece = _piece(amount, parts)
    return bool(piece and _RATE.match(piece.text, amount.span.end - piece.start))


def _keyed(amount: Amount, parts: tuple[Piece, ...]) -> bool:
    piece = _piece(amount, parts)
    if piece is None:
        return False
    at = amount.span.start - piece.start
    return bool(_KEY.search(piece.text, max(0, at - _NEAR), at + len(amount.text) + 20))
