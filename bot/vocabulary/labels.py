"""The closed lists: kinds of mail, intents, causes, what is requested, tones."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a mail is; the order is the order of precedence (first that fits wins)."""

    HELD = "held"
    OWN = "own"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    LIST = "list"
    APPROVER_REPLY = "approver_reply"
    STAFF_FORWARD = "staff_forward"
    DUPLICATE = "duplicate"
    SPAM = "spam"
    CLIENT_MAIL = "client_mail"


#: Kinds that the digest counts as ignored; history (`Reason.BEFORE_SINCE`) is counted with them.
IGNORED_KINDS = frozenset({Kind.AUTO_REPLY, Kind.LIST, Kind.SPAM, Kind.DUPLICATE, Kind.OWN})


class Intent(StrEnum):
    """What the writer wants; exactly one per mail, from the new words."""

    DISPUTE = "dispute"
    QUESTION = "question"
    PAYMENT_NOTICE = "payment_notice"
    PROMISE_TO_PAY = "promise_to_pay"
    HARDSHIP = "hardship"
    ACKNOWLEDGEMENT = "acknowledgement"
    AUTO_REPLY = "auto_reply"
    CHANGE_REQUEST = "change_request"
    OTHER = "other"


class Cause(StrEnum):
    """Why an invoice is contested; one to three per dispute, the primary one first."""

    MISCALCULATION = "miscalculation"
    UNAPPROVED_WORK = "unapproved_work"
    LATE_DELIVERY = "late_delivery"
    QUALITY = "quality"
    DISCOUNT = "discount"
    PRICE = "price"
    QUANTITY = "quantity"
    DUPLICATE = "duplicate"
    ALREADY_PAID = "already_paid"
    TAX = "tax"
    INVOICE_DETAILS = "invoice_details"
    TERMS = "terms"
    OTHER = "other"


class Requested(StrEnum):
    """The main thing the writer asks for."""

    CREDIT = "credit"
    CORRECTED_INVOICE = "corrected_invoice"
    DISCOUNT = "discount"
    REFUND = "refund"
    EXPLANATION = "explanation"
    DOCUMENTS = "documents"
    REDO_WORK = "redo_work"
    PAYMENT_PLAN = "payment_plan"
    CANCEL = "cancel"
    NONE = "none"


class Tone(StrEnum):
    """How it is said."""

    CALM = "calm"
    FRUSTRATED = "frustrated"
    ANGRY = "angry"
    LEGAL_THREAT = "legal_threat"


#: ISO 639-1 codes of the languages the desk writes answers in.
LANGUAGES = ("en", "de", "fr", "es", "it", "nl")
