-- save_content: remembers what was created at a provider.
-- in:     p_key, p_provider_id
-- out:    true; the newest id wins (an older one may have been deleted at the provider)
-- caller: the Twilio channel
create or replace function save_content(p_key text, p_provider_id text) returns boolean
language plpgsql as $$
begin
    insert into provider_contents (key, provider_id) values (p_key, p_provider_id)
    on conflict (key) do update set provider_id = excluded.provider_id;
    return true;
end;
$$;
