from __future__ import annotations

ACCOUNT = "AC" + "0" * 32
TOKEN = "token-of-a-test"
NUMBER = "+14155238886"
