"""Which character sets a mail may name, and how bytes become text without ever asking a codec by the mail's own word."""

from __future__ import annotations

import re
from functools import lru_cache

#: Names that show the desk words people do not see (TRUST R4); compared after `normal_name`.
FORBIDDEN = frozenset(
    [
        "utf-7",
        "utf7",
        "unicode-1-1-utf-7",
        "csunicode11utf7",
        "x-unicode-2-0-utf-7",
        "utf-7-imap",
        "x-imap4-modified-utf7",
        "x-imap-modified-utf-7",
        "unicode-escape",
        "raw-unicode-escape",
        "unicodeescape",
        "rawunicodeescape",
        "string-escape",
        "punycode",
        "idna",
        "rot13",
        "rot-13",
        "undefined",
        "unicode-internal",
        "base64",
        "hex",
        "uu",
        "zlib",
        "bz2",
        "quopri",
    ]
)

_WINDOWS = {f"{prefix}{page}": f"cp{page}" for page in range(1250, 1259) for prefix in ("windows-", "cp", "x-cp", "cp-", "win-")}
_ISO = {f"iso-8859-{n}": f"iso8859-{n}" for n in (*range(2, 12), *range(13, 17))}
#: Allowed name -> Python codec. ISO-8859-1 is read as windows-1252, as every mail program does (WHATWG Encoding).
ALLOWED: dict[str, str] = {
    **_WINDOWS,
    **_ISO,
    **{name.replace("iso-", "iso"): codec for name, codec in _ISO.items()},
    **dict.fromkeys(("utf-8", "utf8", "utf-8-sig", "cp65001", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("us-ascii", "ascii", "ansi-x3.4-1968", "iso646-us", "646"), "ascii"),
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "cp819", "iso-88591"), "cp1252"),
    **dict.fromkeys(("latin2", "latin-2"), "iso8859-2"),
    **dict.fromkeys(("latin9", "latin-9"), "iso8859-15"),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e"), "iso8859-8"),
    **dict.fromkeys(("windows-874", "cp874", "tis-620", "iso-8859-11", "x-windows-874"), "cp874"),
    **dict.fromkeys(("utf-16", "utf16", "utf-16le", "utf-16be"), "utf-16"),
    **dict.fromkeys(("iso-2022-jp", "csiso2022jp", "iso-2022-jp-1", "iso-2022-jp-2"), "iso2022_jp_2"),
    **dict.fromkeys(("gb18030", "gb2312", "gbk", "cp936", "x-gbk", "gb-2312-80", "csgb2312"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "cp950", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("shift-jis", "sjis", "x-sjis", "cp932", "windows-31j", "ms-kanji"), "cp932"),
    **dict.fromkeys(("euc-jp", "eucjp", "x-euc-jp"), "euc_jp"),
    **dict.fromkeys(("euc-kr", "euckr", "ks-c-5601-1987", "ks-c-5601", "ksc5601", "cp949", "windows-949"), "cp949"),
    **dict.fromkeys(("koi8-r", "koi8r"), "koi8-r"),
    **dict.fromkeys(("koi8-u", "koi8u"), "koi8-u"),
    **dict.fromkeys(("macintosh", "mac", "x-mac-roman", "macroman"), "mac-roman"),
}

#: What stands in place of text that must not be decoded.
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

CHARSET_FORBIDDEN = "charset_forbidden"
CHARSET_UNKNOWN = "charset_unknown"
CHARSET_WRONG = "charset_wrong"

_BOMS = (b"\xff\xfe", b"\xfe\xff")
_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")


#: What of ASCII needs no cleaning: all that is printed, line feeds and tabs.
_PLAIN_ASCII = bytes(range(0x20, 0x7F)) + b"\n\t"


@lru_cache(maxsize=64)
def normal_name(name: str) -> str:
    """Lower-case a charset name, drop quotes, blanks and an RFC 2231 language suffix, and write `-` for `_`."""
    return name.strip().strip("\"'").split("*")[0].lower().replace("_", "-").replace(" ", "-")[:40]


def decode(data: bytes, charset: str | None) -> tuple[str, str | None]:
    """Return (text, defect): the defect is None, CHARSET_FORBIDDEN, CHARSET_UNKNOWN or CHARSET_WRONG (declared one does not fit).

    No charset, or one that does not fit, gets the best guess: UTF-8 where that is valid, else windows-1252.
    """
    if not charset:
        return _guess(data), None
    name = normal_name(charset)
    if name in FORBIDDEN:
        return REPLACEMENT, CHARSET_FORBIDDEN
    codec = ALLOWED.get(name)
    if codec == "utf-16" and data[:2] not in _BOMS:
        codec = None if name == "utf-16" or len(data) % 2 else name
    if codec is None:
        return _guess(data), CHARSET_UNKNOWN if name else None
    try:
        return data.decode(codec), None
    except (UnicodeError, ValueError):
        if codec == "cp1252":
            return data.decode("cp1252", "replace"), None
        return _guess(data), None if codec == "ascii" else CHARSET_WRONG


def _guess(data: bytes) -> str:
    """Read bytes of unknown charset: UTF-8 (its own check is strong), else windows-1252 with replacements."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _is_plain(text: str) -> bool:
    """Whether nothing in a text could need cleaning: all that is cleaned away counts as unprintable."""
    if text.isascii():
        return not text.encode("ascii").translate(None, _PLAIN_ASCII)
    lines = text.replace("\n", "")
    return (lines.replace("\t", "").replace("\xa0", "") if "\t" in lines or "\xa0" in lines else lines).isprintable()


def cleaned(text: str) -> tuple[str, bool]:
    """Return a text made safe as `clean` does, and whether it held characters that hide or reorder words."""
    if "\r" in text:
        text = "\n".join(text.split("\r\n"))  # in half the time that `replace` takes
    return (text, False) if _is_plain(text) else (_mended(text), has_invisible(text))


def clean(text: str) -> str:
    """Make text safe to store and show: one kind of line end, no NUL, control, invisible, direction or lone surrogate character."""
    if text.isascii() and text.isprintable():
        return text  # one line as most headers are
    text = text.replace("\r\n", "\n")
    return text if _is_plain(text) else _mended(text)


def _mended(text: str) -> str:
    text = _LINE_BREAKS.sub("\n", text)
    return _SURROGATES.sub(REPLACEMENT, _UNWANTED.sub("", text))


def has_invisible(text: str) -> bool:
    """Whether text holds characters that hide or reorder words: zero width, direction overrides, tags."""
    return (
        not text.isascii()
        and not _is_plain(text)
        and re.search("[\u200b\u202d\u202e\u2060-\u2064\u2066-\u2068\U000e0020-\U000e007f]", text) is not None
    )


def one_line(text: str, limit: int = 1000) -> str:
    """Clean text and fold it to a single line of at most `limit` characters."""
    return " ".join(clean(text).split())[:limit]
