-- take_send_tokens: leave to send messages from a business number.
-- in:     p_channel; p_rate – messages per second, which is also the largest burst; p_wanted – how many at most; below
--         zero: given back
-- out:    {taken: how many there were, wait: seconds until there is one, when none was taken; else 0}
-- races:  the bucket's row is locked until the caller's commit, so claims take theirs one after the other
-- caller: claim_replies, next_reply
create or replace function take_send_tokens(p_channel text, p_rate numeric, p_wanted int) returns jsonb
language plpgsql as $$
declare
    v_now     timestamptz := now();
    v_tokens  numeric;
    v_taken   int;
begin
    select least(p_rate, tokens + p_rate * greatest(extract(epoch from v_now - refilled_at), 0)) into v_tokens
    from send_buckets where channel = p_channel for update;
    if not found then
        insert into send_buckets (channel, tokens, refilled_at) values (p_channel, p_rate, v_now)
        on conflict (channel) do nothing;
        select tokens into v_tokens from send_buckets where channel = p_channel for update;
    end if;
    v_taken := least(p_wanted, floor(v_tokens));
    if v_taken = 0 then
        return jsonb_build_object('taken', 0, 'wait', greatest(1 - v_tokens, 0) / p_rate);
    end if;
    update send_buckets set tokens = v_tokens - v_taken, refilled_at = greatest(refilled_at, v_now)
    where channel = p_channel;
    return jsonb_build_object('taken', v_taken, 'wait', 0);
end;
$$;
