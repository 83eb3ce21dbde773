-- missing_templates: whom no template of their language could reach.
-- in:     p_channels – those that are in use, of cloud and twilio
-- out:    [{channel, older: the provider's name in runtime_settings, or null, configured: [{language, provider_ref}],
--         missing: languages of active people without a template `window`}]
-- caller: relais doctor
create or replace function missing_templates(p_channels text[]) returns jsonb
language plpgsql stable as $$
begin
    return (
        select coalesce(jsonb_agg(jsonb_build_object(
            'channel', channel,
            'older', nullif(trim(runtime_setting('window_template_' || channel)), ''),
            'configured', (
                select coalesce(jsonb_agg(jsonb_build_object('language', t.language, 'provider_ref', t.provider_ref)
                                          order by t.language), '[]')
                from templates t where t.channel = asked.channel and t.name = 'window'),
            'missing', (
                select coalesce(jsonb_agg(spoken.language order by spoken.language), '[]')
                from (select distinct coalesce(s.language, runtime_setting('default_language'), 'fr') as language
                      from subcontractors s where s.active) spoken
                where not exists (select from templates t where t.channel = asked.channel and t.name = 'window'
                                  and t.language = spoken.language))) order by channel), '[]')
        from unnest(p_channels) as asked (channel));
end;
$$;
