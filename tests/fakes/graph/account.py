from __future__ import annotations

PHONE_NUMBER_ID = "106540352242922"
DISPLAY_NUMBER = "15550783881"
BUSINESS_ACCOUNT = "102290129340398"
TOKEN = "EAAtoken-of-a-test"
SECRET = "app-secret-of-a-test"
VERIFY_TOKEN = "verify-token-of-a-test"
VERSION = "v26.0"
