"""What a mail server's answers mean for a mail: one table from reply codes to outcomes."""

from __future__ import annotations

import re

from bot.vocabulary.doors import SendOutcome, SendResult
from bot.vocabulary.tidy import one_line

#: Longest answer that is kept as evidence, in characters.
_ANSWER_MAX = 300

#: RFC 4954 section 6: the server wants a login, or does not like ours; no mail is at fault, so none is failed.
_LOGIN_CODES = frozenset({454, 530, 534, 535, 538})
#: The same told by RFC 3463 / RFC 5248 / Microsoft 365 detail codes; the last three and 5.2.252 say that we may not send as the desk.
_LOGIN_DETAIL = re.compile(r"5\.(?:7\.(?:8|9|11|13|14|30|57|60|139)|2\.252)(?!\d)")
#: RFC 5321 3.8: the service closes the connection. RFC 3463 4.7.x: policy, in practice "too much, too fast".
_CLOSING = 421
_THROTTLE_DETAIL = re.compile(r"4\.7\.\d")


def answer_line(code: int, text: str) -> str:
    """Return the server's words as one line of at most 300 characters without control characters."""
    return one_line(f"{code} {text}")[:_ANSWER_MAX].rstrip()


def accepted(code: int) -> bool:
    """Return whether a command was taken."""
    return code // 100 == 2  # noqa: PLR2004 - RFC 5321 4.2.1: 2yz is yes


def before_content(code: int, text: str) -> SendOutcome:
    """Judge an answer that was not a yes while nothing of the mail had left: MAIL, RCPT or DATA."""
    return _judged(code, text, otherwise=SendResult.DEFERRED)


def after_content(code: int, text: str) -> SendOutcome:
    """Judge the answer to the whole mail. What is neither yes nor no leaves it uncertain."""
    if accepted(code):
        return SendOutcome(SendResult.SENT, answer_line(code, text))
    return _judged(code, text, otherwise=SendResult.UNCERTAIN)


def _judged(code: int, text: str, otherwise: SendResult) -> SendOutcome:
    answer = answer_line(code, text)
    login = code in _LOGIN_CODES or (code // 100 == 5 and _LOGIN_DETAIL.match(text))  # noqa: PLR2004 - 5yz is no for good
    match code // 100:
        case _ if login:
            return SendOutcome(SendResult.DEFERRED, answer, hold_all=True)
        case 4:
            return SendOutcome(SendResult.DEFERRED, answer, hold_all=code == _CLOSING or bool(_THROTTLE_DETAIL.match(text)))
        case 5:
            return SendOutcome(SendResult.REJECTED, answer)
        case _:
            return SendOutcome(otherwise, answer)
