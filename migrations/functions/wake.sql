-- wake: tells every listening process that something is due.
-- in:     p_topic – 'turns', 'replies', 'media' or 'notifications'; p_worker – who says so: it need not wake itself
-- out:    true
-- caller: services/wakeups.py, at most some dozens of times a second
--
-- Never inside the transactions that do the work: a NOTIFY takes a lock of the whole server until its commit is on
-- disk, and all commits would queue behind it.
create or replace function wake(p_topic text, p_worker text) returns boolean
language plpgsql as $$
begin
    perform pg_notify('relais_' || p_topic, p_worker);
    return true;
end;
$$;
