-- bill_costs: what things cost that were used for a person; tokens of a model count against their day.
-- in:     p_subcontractor_id; p_costs – [{item, quantity}], see the table prices
-- out:    US dollars
-- races:  whoever calls holds the person's lane, or the person
-- caller: finish_turn, save_summary
create or replace function bill_costs(p_subcontractor_id uuid, p_costs jsonb) returns numeric
language plpgsql as $$
declare
    v_now     timestamptz := now();
    v_tokens  bigint;
    v_usd     numeric;
begin
    select coalesce(sum(price_of(c.item, c.quantity)), 0),
           coalesce(sum(c.quantity) filter (where c.item like 'model.%'), 0)
    into v_usd, v_tokens
    from jsonb_to_recordset(p_costs) as c (item text, quantity numeric);

    if v_tokens > 0 then
        insert into model_use as u (subcontractor_id, day_start, tokens)
        select id, last_day_start(v_now, timezone), v_tokens from subcontractors where id = p_subcontractor_id
        on conflict (subcontractor_id) do update
            set day_start = excluded.day_start,
                tokens = excluded.tokens + case when u.day_start = excluded.day_start then u.tokens else 0 end;
    end if;
    return v_usd;
end;
$$;
