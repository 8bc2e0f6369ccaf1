"""Station 5: what do we answer?"""
