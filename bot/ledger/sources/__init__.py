"""Exports of other programs and e-invoices, translated into the columns of our own files; one module per format."""
