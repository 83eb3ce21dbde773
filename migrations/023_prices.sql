-- What things cost, in US dollars: `conversation_sessions.total_cost` adds them up. An item without a row costs nothing.
--   message.<channel>.in, message.<channel>.out   one message, one reply part that the provider took
--   template.<channel>                            a template that went out in place of a reply
--   model.<name>.input, model.<name>.output       one token
-- Rows are yours to change: they are never overwritten. Twilio's fee is its list price; Meta's differ by country and
-- contract, so they stand at nothing until you write down your own:
--   update prices set usd = 0.0034, note = 'rate card, France' where item = 'message.cloud.out';

create table if not exists prices (
    item  text primary key,
    usd   numeric not null check (usd >= 0),
    note  text
);

insert into prices (item, usd, note) values
    ('message.cloud.in', 0, 'Meta bills nothing for what people write'),
    ('message.cloud.out', 0, 'as on your rate card'),
    ('template.cloud', 0, 'as on your rate card'),
    ('message.twilio.in', 0.005, 'Twilio''s list price; Meta''s fee comes on top'),
    ('message.twilio.out', 0.005, 'Twilio''s list price; Meta''s fee comes on top'),
    ('template.twilio', 0.005, 'Twilio''s list price; Meta''s fee comes on top')
on conflict (item) do nothing;

alter table prices enable row level security;

do $$
declare
    v_role text;
begin
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on public.prices from %I', v_role);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
        grant all on public.prices to service_role;
    end if;

    -- It said true; now it says how the session stands.
    if exists (select from pg_proc where pronamespace = 'public'::regnamespace and proname = 'finish_turn'
               and prorettype = 'boolean'::regtype) then
        drop function finish_turn(uuid, bigint, jsonb, int, int);
    end if;
end;
$$;

notify pgrst, 'reload schema';
