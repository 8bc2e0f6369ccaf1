"""Turns text into numbers: hashed letters and words, sentence vectors."""
