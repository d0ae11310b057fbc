"""The English of questions about talks: patterns over folded text, and the words of asking.

No name or topic of any collection belongs here.
"""
