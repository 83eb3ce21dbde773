-- model_tokens_left: how many tokens a person may still use of the language model today.
-- in:     p_subcontractor_id
-- out:    the setting model_daily_tokens less what they used since their day began; 0 when it is used up
-- caller: the stage ask_model, list_unsummarised_sessions
create or replace function model_tokens_left(p_subcontractor_id uuid) returns bigint
language plpgsql stable as $$
declare
    v_now    timestamptz := now();
    v_limit  text := runtime_setting('model_daily_tokens');
    v_used   bigint;
begin
    select u.tokens into v_used
    from model_use u join subcontractors s on s.id = u.subcontractor_id
    where u.subcontractor_id = p_subcontractor_id and u.day_start = last_day_start(v_now, s.timezone);
    -- Operators type the limit by hand: what is no number must not stop a conversation.
    return greatest(case when v_limit ~ '^\d{1,15}$' then v_limit::bigint else 50000 end - coalesce(v_used, 0), 0);
end;
$$;
