-- take_send_token: leave to send one message from a business number.
-- in:     p_channel; p_rate – messages per second, which is also the largest burst
-- out:    0: taken; else the seconds until there is one, and nothing was taken
-- races:  the bucket's row is locked until the caller's commit, so claims take theirs one after the other
-- caller: next_reply
create or replace function take_send_token(p_channel text, p_rate numeric) returns numeric
language plpgsql as $$
declare
    v_now     timestamptz := now();
    v_tokens  numeric;
begin
    insert into send_buckets (channel, tokens, refilled_at) values (p_channel, p_rate, v_now)
    on conflict (channel) do nothing;
    select least(p_rate, tokens + p_rate * greatest(extract(epoch from v_now - refilled_at), 0)) into v_tokens
    from send_buckets where channel = p_channel for update;
    if v_tokens < 1 then
        return (1 - v_tokens) / p_rate;
    end if;
    update send_buckets set tokens = v_tokens - 1, refilled_at = greatest(refilled_at, v_now)
    where channel = p_channel;
    return 0;
end;
$$;
