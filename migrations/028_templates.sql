-- Approved templates, the only messages that WhatsApp lets out when a person has not written for 24 hours:
--     insert into templates (channel, language, provider_ref, parameters)
--     values ('cloud', 'fr', 'hello_again', '{person_name}'), ('twilio', 'pl', 'HX…', '{}');
--   name          what it is for: `window` goes out instead of a reply that comes too late
--   language      of the text, one of ours
--   provider_ref  what the provider knows it by: the template's name (cloud), a ContentSid (twilio)
--   parameters    what its places {{1}}, {{2}}, … are filled with, in order

create table if not exists templates (
    channel       text not null check (channel in ('cloud', 'twilio')),
    name          text not null default 'window' check (name = 'window'),
    language      text not null check (language in ('fr', 'en', 'es', 'pt', 'de', 'it', 'ro', 'pl', 'ar')),
    provider_ref  text not null check (trim(provider_ref) <> ''),
    parameters    text[] not null default '{}'
                  check (parameters <@ array['person_name', 'company_name', 'project_name']
                         and array_position(parameters, null) is null),
    created_at    timestamptz not null default now(),
    primary key (channel, name, language)
);

alter table templates enable row level security;

do $$
declare
    v_role text;
begin
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on public.templates from %I', v_role);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
        grant all on public.templates to service_role;
    end if;
end;
$$;

notify pgrst, 'reload schema';
