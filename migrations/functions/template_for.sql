-- template_for: the approved template that fits a person, with its places filled in.
-- in:     p_contact_id; p_channel; p_name – what it is for; p_language – of what it stands for
-- out:    a part, {kind: template, template, language, parameters}: in p_language, else in the default language, else
--         in any; for `window` there is the older runtime_settings row window_template_<channel> as well, in p_language
--         and without parameters. Null: none is configured
-- caller: template_or_task
create or replace function template_for(p_contact_id uuid, p_channel text, p_name text, p_language text) returns jsonb
language plpgsql stable as $$
declare
    v_template  record;
    v_older     text;
begin
    select provider_ref, language, parameters into v_template
    from templates
    where channel = p_channel and name = p_name
    order by language <> p_language, language <> coalesce(runtime_setting('default_language'), 'fr'), language
    limit 1;
    if not found then
        v_older := nullif(trim(runtime_setting('window_template_' || p_channel)), '');
        if p_name <> 'window' or v_older is null then
            return null;
        end if;
        return jsonb_build_object('kind', 'template', 'template', v_older, 'language', p_language, 'parameters', '[]'::jsonb);
    end if;
    return jsonb_build_object(
        'kind', 'template', 'template', trim(v_template.provider_ref), 'language', v_template.language,
        'parameters', (select coalesce(jsonb_agg(template_value(p_contact_id, wanted.name) order by place), '[]')
                       from unnest(v_template.parameters) with ordinality as wanted (name, place)));
end;
$$;
