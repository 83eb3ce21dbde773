-- template_or_task: what becomes of a part that is due outside the 24-hour window, where free text would be refused.
-- in:     p_contact_id – of a reply lane that the caller has locked; p_id – of the part
-- out:    what goes out instead (see template_for), once per closed window; else null: the part has failed and is an
--         operator's task
-- caller: due_payload
--
-- A template asks the person to write; to be asked again for every part that waits would be a nuisance, and is billed.
-- What failed is not sent by itself when they do write: it is a day old, and may no longer be true. The story has it.
create or replace function template_or_task(p_contact_id uuid, p_id bigint) returns jsonb
language plpgsql as $$
declare
    v_part      record;
    v_template  jsonb;
    v_asked     boolean;
begin
    select channel, message_id, template into v_part from outbox where contact_id = p_contact_id and id = p_id;
    v_template := template_for(p_contact_id, v_part.channel, 'window', coalesce(
        (select language from messages where subcontractor_id = p_contact_id and id = v_part.message_id),
        (select language from subcontractors where id = p_contact_id),
        runtime_setting('default_language'), 'fr'));
    v_asked := exists (
        select from outbox
        where contact_id = p_contact_id and channel = v_part.channel
          and template is not null and state in ('sent', 'delivered', 'read')
          and sending_since > coalesce(
              (select received_at from inbox where contact_id = p_contact_id and channel = v_part.channel
               order by id desc limit 1), '-infinity'));
    if v_template is null or v_asked then
        perform mark_reply(p_contact_id, p_id, 'failed', null, case
            when v_asked then 'the 24-hour window is closed and its template is out: an operator is needed'
            else 'the 24-hour window is closed and has no template: an operator is needed' end);
        perform audit(p_contact_id, 'reply.window_closed', jsonb_build_object('outbox_id', p_id));
        return null;
    end if;

    if v_part.template is distinct from v_template ->> 'template' then
        update outbox
        set template = v_template ->> 'template',
            last_error = format('the 24-hour window is closed: the template %s goes out instead',
                                v_template ->> 'template')
        where contact_id = p_contact_id and id = p_id;
        perform audit(p_contact_id, 'reply.window_closed',
                      jsonb_build_object('outbox_id', p_id, 'template', v_template -> 'template'));
    end if;
    return v_template;
end;
$$;
