from __future__ import annotations

from simulation.accounts import CloudAccount

ACCOUNT = CloudAccount(
    access_token="EAAtoken-of-a-test", app_secret="app-secret-of-a-test", verify_token="verify-token-of-a-test"
)

PHONE_NUMBER_ID = ACCOUNT.phone_number_id
DISPLAY_NUMBER = ACCOUNT.display_number
BUSINESS_ACCOUNT = ACCOUNT.business_account
TOKEN = ACCOUNT.access_token
SECRET = ACCOUNT.app_secret
VERIFY_TOKEN = ACCOUNT.verify_token
VERSION = "v26.0"
