"""Station 9: the day is told: digest, figures, evidence."""
