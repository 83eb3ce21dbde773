-- notify_company: something that the company is to be told, with the commit of what it is about.
-- in:     p_subcontractor_id – whom it is about; p_kind – escalation, waiting or incident; p_payload – what the company
--         is told beside the person, the kind and the time; session_id among it, when there is one
-- out:    false when the company has named no address (ESCALATION_WEBHOOK_URL): nothing was written
-- caller: notify_team, report_incident
create or replace function notify_company(p_subcontractor_id uuid, p_kind text, p_payload jsonb) returns boolean
language plpgsql as $$
declare
    v_now timestamptz := now();
begin
    if runtime_setting('company_webhook') is distinct from 'on' then
        return false;
    end if;
    insert into notifications (subcontractor_id, kind, payload, due_at, created_at)
    values (p_subcontractor_id, p_kind, p_payload, v_now, v_now);
    return true;
end;
$$;
