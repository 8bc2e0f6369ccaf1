"""The one sentence that carries the point: figures, numbers and what went wrong, not what follows from it."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.responders.cleaning import clean
from bot.responders.courtesy import only_manners, to_the_point
from bot.responders.position import asks, takes_position
from bot.responders.quote import sentences
from bot.vocabulary.ignorecase import small

_MOST_READ = 4000
_MOST_SENTENCES = 40
_PARAGRAPH = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
#: Begins with a word that stands for something said before: alone it says little.
_POINTS_BACK = re.compile(
    r"^(?:that|this|these|those|it|they|he|she|nobody|none|neither|both|das|dies\w*|niemand|cela|ça|c'est|personne"
    r"|eso|esto|nadie|ello|questo|ciò|nessuno|dat|dit)\b",
    re.IGNORECASE,
)
#: What is made to depend on something is a threat or a request, however politely put.
_UNTIL = re.compile(
    r"^(?:until|unless|as long as|solange|bis|tant que|jusqu'|hasta|mientras|finché|fino a|zolang|totdat|tot)\b", re.IGNORECASE
)
#: One thing set against another: what was billed against what came; for a text in small letters.
_CONTRASTS = re.compile(
    r"\b(?:not|only|instead|but|never|without|nicht|nur|statt|kein\w*|aber|ohne|pas|seulement|jamais|mais|sans|sauf|no|solo|sólo|sino|pero|nunca|sin"
    r"|non|soltanto|invece|ma|mai|senza|niet|slechts|maar|nooit|zonder|geen)\b"
)
_BLOCK_LINE_CHARS = 48
_FEW_WORDS, _MANY_WORDS = 4, 40


@lru_cache(maxsize=64)
def point(body: str, evidence: tuple[str, ...]) -> str:
    """Return the sentence of the client's words that says best what is wrong, cleaned; "" where the evidence itself does.

    `evidence` are the words the cause was read from; another sentence must clearly say more than they do.
    """
    texts = [found for text in evidence if (found := clean(text))]
    ranked = [(_worth(sentence, bare, nth, texts), -nth, sentence) for nth, (sentence, bare) in enumerate(_of(body))]
    best = max(ranked, default=None)
    if best is None or best[0] <= 0 or _is_evidence(best[2], texts):
        return ""
    known = max((worth for worth, _, sentence in ranked if _is_evidence(sentence, texts)), default=None)
    return best[2] if known is not None and best[0] > known else ""


def _of(body: str) -> list[tuple[str, str]]:
    """The sentences of a text that say something, each as it stands and without what only leads up to its point."""
    found: list[str] = []
    for paragraph in _PARAGRAPH.split(body[:_MOST_READ]):
        lines = _LINE.split(paragraph.strip())
        if _is_block(lines):
            continue
        opens = len(lines) > 1 and not to_the_point(clean(lines[0]))
        found += sentences(clean("\n".join(lines[1:] if opens else lines)))
    pointed = [(sentence, to_the_point(sentence)) for sentence in found[:_MOST_SENTENCES]]
    return [(sentence, bare) for sentence, bare in pointed if _says_something(sentence, bare)]


def _is_block(lines: list[str]) -> bool:
    """Whether a paragraph is a signature, an address or a list: short lines that no mark ends."""
    bare = [line.strip() for line in lines if line.strip()]
    return len(bare) > 1 and all(len(line) <= _BLOCK_LINE_CHARS and line[-1] not in ".?!,;:" for line in bare[1:])


def _says_something(sentence: str, bare: str) -> bool:
    return not only_manners(sentence) and _FEW_WORDS <= len(bare.split()) <= _MANY_WORDS


def _worth(sentence: str, bare: str, nth: int, evidence: list[str]) -> float:
    worth = 2.0 if _is_evidence(sentence, evidence) else 0.0
    worth += min(2, sum(any(map(str.isdigit, word)) for word in bare.split() if not word.isalpha()))
    worth += 0.5 if _CONTRASTS.search(small(bare)) else 0.0
    worth -= 4.0 if _UNTIL.match(bare) else 3.0 if takes_position(sentence) else 0.0
    worth -= 1.0 if asks(sentence) else 0.0
    worth -= 1.0 if _POINTS_BACK.match(bare) else 0.0
    return worth + (0.5 if not nth else 0.0)


def _is_evidence(sentence: str, texts: list[str]) -> bool:
    return any(sentence in text or text in sentence for text in texts)
