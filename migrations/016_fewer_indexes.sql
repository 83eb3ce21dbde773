-- One index finds a message by the provider's id, with and without its channel. And functions that got another name,
-- or one more argument, leave their old form behind: it goes.

do $$
begin
    if not exists (select from pg_constraint where conrelid = 'inbox'::regclass and conname = 'inbox_provider_message') then
        alter table inbox
            add constraint inbox_provider_message unique (provider_message_id, channel),
            drop constraint if exists inbox_channel_provider_message_id_key;
    end if;
end;
$$;

drop index if exists idx_inbox_provider_message;
drop function if exists take_send_token(text, numeric);
drop function if exists release_turn(uuid, bigint);

notify pgrst, 'reload schema';
