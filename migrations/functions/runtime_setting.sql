-- runtime_setting: one setting that SQL functions read.
-- in:     p_name – a name of the table runtime_settings
-- out:    its value as text; null when it was never set
-- caller: session_end_reason, begin_handoff, notify_company, template_for, missing_templates, model_tokens_left
create or replace function runtime_setting(p_name text) returns text
language plpgsql stable as $$
begin
    return (
        select value from runtime_settings where name = p_name);
end;
$$;
