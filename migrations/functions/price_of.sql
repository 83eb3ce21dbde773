-- price_of: what a quantity of something costs.
-- in:     p_item – see the table prices; p_quantity
-- out:    US dollars; 0 for an item without a price
-- caller: finish_turn, bill_costs, mark_reply
create or replace function price_of(p_item text, p_quantity numeric) returns numeric
language plpgsql stable as $$
begin
    return coalesce((select usd from prices where item = p_item), 0) * p_quantity;
end;
$$;
