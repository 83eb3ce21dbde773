"""Meta, as a bot sees it: the Graph API that it calls, and the webhooks that it gets."""
