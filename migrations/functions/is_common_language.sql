-- is_common_language: is a language that of many people, so that it is soon met among the newest messages?
-- in:     p_language – null: any
-- out:    true when at least every tenth person speaks it with the bot
-- caller: list_conversations
create or replace function is_common_language(p_language text) returns boolean
language sql stable as $$
    select p_language is null or (
        select 10 * count(*) filter (where coalesce(p.language, d.code) = p_language) >= count(*)
        from subcontractors p, (select coalesce(runtime_setting('default_language'), 'fr') as code) d)
$$;
