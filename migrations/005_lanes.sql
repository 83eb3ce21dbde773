-- A lane is one person's place in the queue: `lanes` for turns, `reply_lanes` for sending. At most one worker holds it.
--   due_at    when somebody should look at it; while it is held: when the lease ends. Null: nothing to do.
--   worker    who holds it; null: free
--   fence     grows with every claim: whoever comes with an older number has lost the lane
--   attempts  claims since the last success; a worker killed by its message counts too
--
-- The index on due_at collects dead entries at its head, and the next claim has to walk over them: a low fill factor
-- and an eager autovacuum keep that short.

create table if not exists lanes (
    contact_id  uuid primary key references contacts (id) on delete cascade,
    due_at      timestamptz,
    worker      text,
    fence       bigint not null default 0,
    attempts    int not null default 0
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
        autovacuum_vacuum_cost_delay = 0);

create table if not exists reply_lanes (
    contact_id  uuid primary key references contacts (id) on delete cascade,
    due_at      timestamptz,
    worker      text,
    fence       bigint not null default 0
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
        autovacuum_vacuum_cost_delay = 0);

create index if not exists idx_lanes_due on lanes (due_at) where due_at is not null;
create index if not exists idx_reply_lanes_due on reply_lanes (due_at) where due_at is not null;

notify pgrst, 'reload schema';
