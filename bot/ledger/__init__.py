"""Station 4: what do our books say about it?"""
