-- find_content: what was once created at a provider for this key.
-- in:     p_key – a hash of what it says
-- out:    the provider's id, or null
-- caller: the Twilio channel
create or replace function find_content(p_key text) returns text
language sql stable as $$
    select provider_id from provider_contents where key = p_key;
$$;
