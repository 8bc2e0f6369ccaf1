"""Signs of good humour that people set behind their words: they say nothing. Those that doubt, joke or frown say something."""

from __future__ import annotations

import re

#: Faces that only smile, hands that agree, thank or wave, hearts, flowers, the sun, a feast; no face that winks, doubts, laughs at or weeps.
_FRIENDLY = (
    "\u263a\U0001f642\U0001f60a\U0001f600\U0001f603\U0001f604\U0001f601\U0001f607\U0001f60c\U0001f60d\U0001f60e\U0001f917\U0001f970\U0001f618\U0001f973\U0001f929\U0001f63a"
    "\U0001f44d\U0001f44c\U0001f64f\U0001f44f\U0001f64c\U0001f91d\U0001f44b\U0001f4aa\U0001f64b\u270c\U0001f91e\U0001f4af\u2705\u2714\u2611\U0001f197"
    "\u2764\U0001f9e1\U0001f49b\U0001f49a\U0001f499\U0001f49c\U0001f5a4\U0001f90d\U0001f495\U0001f496\u2600\U0001f31e\U0001f324\U0001f308\U0001f33b\U0001f337\U0001f338\U0001f339"
    "\U0001f33a\U0001f33c\U0001f340\U0001f490\u2b50\U0001f31f\u2728\U0001f389\U0001f38a\U0001f384\U0001f385\U0001f381\u2744\u26c4\U0001f942\U0001f37e\U0001f37b\u2615\U0001f680\U0001f4e8\U0001f4e7\u2709\U0001f4e4"
)
#: Such signs, each with its colour of skin or its choice of dress; some programs set a picture's name in brackets.
_PICTURES = rf"(?:[{_FRIENDLY}][\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]{{0,2}} ?)+"
#: :-) =) :D :] (: ^_^ <3 \o/ - and :-} :o) :* and as many mouths as somebody likes.
_TYPED = r"[:=][-o^']?(?:\)+|\]+|\}+|D+|\*+)|\(+[-o^]?[:=]|\(?\^[_.-]?\^\)?|<3+|\\o/"
#: Where pictures have their places, few ranges for many signs: each letter is tried against them.
_PLACES = "\u2600-\u2bff\U0001f000-\U0001ffff"
#: Without one of these nothing smiles.
_HINTS = re.compile(rf"[:=^<\\{_PLACES}]")
_SMILING = re.compile(rf"(?=[\[(:=^<\\{_PLACES}])(?:\[{_PICTURES}\]|{_PICTURES}|(?<![>:=;(])(?:{_TYPED}))(?=[\s.,!:]|$|[{_FRIENDLY}])")
_WRY = re.compile(
    r"(?<!\S)(?:;[-o^]?[)\]D]+|[:=][-o^']?(?:[/\\|(\[{]+|[PpSsOo$@]\b)|>[:=][-o^]?[()]+|-_+-|[oO][._][oO]|m\(|[xX]D+)(?=[\s.,!]|$)"
    "|[\U0001f643\U0001f605\U0001f609\U0001f60f\U0001f612\U0001f611\U0001f610\U0001f615\U0001f61f\U0001f641\u2639\U0001f61e\U0001f614\U0001f622\U0001f62d\U0001f621\U0001f620"
    "\U0001f92c\U0001f44e\U0001f937\U0001f926\U0001f928\U0001f9d0\U0001f633\U0001f631\U0001f974\U0001f92a\U0001f61c\U0001f61d\U0001f61b\U0001f92d\U0001f92b\U0001f925\U0001f608"
    "\U0001f47f\U0001f4a9\U0001f921\u274c\u274e\U0001f6ab\u26d4\U0001f6d1\u2753\u2754\u2049\u26a0\u270b\U0001f91a\U0001f590\U0001f644\U0001f914\U0001f62c\U0001f602\U0001f923\U0001f606"
    "\U0001f630\U0001f628\U0001f627\U0001f626\U0001f62e\U0001f62f\U0001f625\U0001f613\U0001f624\U0001f64a\U0001f648\U0001f914\u23f3\u231b\u23f0\u270f\U0001f6d1]"
)


def without_smileys(line: str) -> str:
    """Return a line without its friendly signs, and then without blanks around it; one that has none as it is."""
    if not _HINTS.search(line):
        return line
    bare = _SMILING.sub(" ", line)
    return line if bare == line else " ".join(bare.split())


def wry(text: str) -> str:
    """Return the first line that winks, frowns, laughs or doubts in signs, or nothing: whoever ends a yes so may not mean it."""
    found = _WRY.search(text)
    return text[text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0].strip() if found else ""
