-- reply_window: where a human's answer to a person would go, and whether it may go as it is.
-- in:     p_contact_id; p_now
-- out:    {channel, closes_at: when the 24-hour window closes, null: it never does, open, template: what would go out
--         instead when it is closed, null: nothing, and the answer fails}; null when the person never wrote from an
--         address that is still theirs
-- caller: get_conversation
create or replace function reply_window(p_contact_id uuid, p_now timestamptz) returns jsonb
language plpgsql stable as $$
declare
    v_last    record;
    v_closed  boolean;
begin
    select i.channel, i.received_at into v_last
    from inbox i join contact_aliases a on a.alias = i.sender and a.contact_id = i.contact_id
    where i.contact_id = p_contact_id
    order by i.id desc
    limit 1;
    if not found then
        return null;
    end if;
    v_closed := window_closed(p_contact_id, v_last.channel, p_now);
    return jsonb_build_object(
        'channel', v_last.channel, 'open', not v_closed,
        'closes_at', case when v_last.channel <> 'simulator' then v_last.received_at + interval '24 hours' end,
        'template', case when v_closed then template_for(
            p_contact_id, v_last.channel, 'window',
            coalesce((select language from subcontractors where id = p_contact_id), runtime_setting('default_language'), 'fr')
            ) ->> 'template' end);
end;
$$;
