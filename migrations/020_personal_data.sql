-- A person's data: who is the same person, and what has grown old.
--
-- same_as: the contact that a contact became, when its last address went over to another one (a stranger who was
-- registered later, a user id that turned out to be a known phone). Its inbox and outbox stay where they are, so
-- whoever exports or erases the person needs the way back. Kept by the trigger note_same_person.

alter table contacts
    add column if not exists same_as uuid references contacts (id) on delete cascade;

create index if not exists idx_contacts_same_as on contacts (same_as) where same_as is not null;

update contacts c set same_as = found.person
from (
    select distinct on (i.contact_id) i.contact_id as id, a.contact_id as person
    from inbox i join contact_aliases a on a.alias = i.sender
    where not exists (select from contact_aliases own where own.contact_id = i.contact_id)
    order by i.contact_id, i.id desc
) found
where c.id = found.id and c.same_as is null
  and not exists (select from subcontractors s where s.id = c.id);

-- Retention asks for the oldest rows of tables that grow at their end: a summary of block ranges is enough, and costs
-- next to nothing where a row comes in.
create index if not exists idx_inbox_age on inbox using brin (received_at);
create index if not exists idx_outbox_age on outbox using brin (created_at);
create index if not exists idx_audit_log_age on audit_log using brin (created_at);

notify pgrst, 'reload schema';
