"""Twilio, as a bot sees it: the APIs that it calls, and the forms that it gets."""
