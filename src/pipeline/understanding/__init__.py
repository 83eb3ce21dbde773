"""What a person means: by a tap, a number, a name, a plain yes, or a sentence that only continues an earlier one.

`choices` reads the options of a message, `offers` finds that message; `names`, `framing` and `finding` recognise
what is called by its name; `plain_words` and `thumbs` are a yes or a no; `earlier`, `certainty` and `guesses` are
about what the classifier makes of a text.
"""
