-- forget_content: lets go of what a provider no longer has, so that it is created again.
-- in:     p_key
-- out:    whether it was known
-- caller: the Twilio channel
create or replace function forget_content(p_key text) returns boolean
language plpgsql as $$
begin
    delete from provider_contents where key = p_key;
    return found;
end;
$$;
