-- What the company is told over ESCALATION_WEBHOOK_URL: written in the commit of the turn that it is about, posted by a
-- notifier, tried again until it is taken.
--   kind      escalation: somebody asks for a human · waiting: nobody has answered them for a day · incident
--   payload   what is told beside the person, the kind and the time: see claim_notifications
--   state     pending → sent | dead (given up, or refused: last_error says why)
--   due_at    when it is to be posted; while it is being posted: when the lease ends. Null: nothing to do
--   attempts  claims so far: the fence of the last one

create table if not exists notifications (
    subcontractor_id  uuid not null references subcontractors (id) on delete cascade,
    id                uuid not null default gen_random_uuid(),
    kind              text not null check (kind in ('escalation', 'waiting', 'incident')),
    payload           jsonb not null default '{}',
    state             text not null default 'pending' check (state in ('pending', 'sent', 'dead')),
    attempts          int not null default 0,
    last_error        text,
    due_at            timestamptz default now(),
    created_at        timestamptz not null default now(),
    sent_at           timestamptz,
    primary key (subcontractor_id, id),
    check ((state = 'pending') = (due_at is not null)),
    check ((state = 'sent') = (sent_at is not null))
);

create index if not exists idx_notifications_due on notifications (due_at) where due_at is not null;

alter table notifications enable row level security;

do $$
declare
    v_role text;
begin
    for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on public.notifications from %I', v_role);
    end loop;
    if exists (select from pg_roles where rolname = 'service_role') then
        grant all on public.notifications to service_role;
    end if;
end;
$$;

-- during_handoff: the part may go out while a human has the conversation: their own words, and what the bot says about
-- the handoff itself. Every other part of the bot that still waits then is not sent any more.
alter table outbox add column if not exists during_handoff boolean not null default false;

update outbox o set during_handoff = true
from messages m
where o.state in ('pending', 'sending') and not o.during_handoff
  and m.subcontractor_id = o.contact_id and m.id = o.message_id and m.metadata ->> 'author' = 'human';

-- continues: the session in which a human had the conversation just before: the bot knows what was said there.
-- reminded_at: when the person was told last that nobody has answered yet.
alter table conversation_sessions
    add column if not exists continues uuid,
    add column if not exists reminded_at timestamptz;

notify pgrst, 'reload schema';
