"""Station 3: which dispute does it belong to, and how long has it waited?"""
