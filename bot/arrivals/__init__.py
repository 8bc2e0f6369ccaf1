"""Station 1: a mail arrives. What is it, and who sent it?"""
