"""The live state of sessions in Redis: a help that nobody waits for. Postgres is the truth.

Imported only where `REDIS_URL` is set: the client takes 7 MB.
"""
