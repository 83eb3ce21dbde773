from __future__ import annotations

from simulation.accounts import TwilioAccount

TEST_ACCOUNT = TwilioAccount(sid="AC" + "0" * 32, token="token-of-a-test")

ACCOUNT = TEST_ACCOUNT.sid
TOKEN = TEST_ACCOUNT.token
NUMBER = TEST_ACCOUNT.number
