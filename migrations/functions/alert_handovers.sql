-- alert_handovers: who waits for a human and has no answer: see handed_conversations.
-- in:     –
-- out:    {people, since: when the first of them began to wait, or null}
-- caller: console_alerts
create or replace function alert_handovers() returns jsonb
language plpgsql stable as $$
declare
    v_now  timestamptz := now();
begin
    return (
        select jsonb_build_object('people', count(*), 'since', min((value ->> 'since')::timestamptz))
        from jsonb_each(handed_conversations(null, v_now))
        where value ->> 'since' is not null);
end;
$$;
