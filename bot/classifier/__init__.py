"""Station 2: what does the client want, and why?"""
