-- Reference data: who works for whom, on which site, at which task.
-- Small tables that every node may hold. `seq` is the order of entry: lists keep it, because a person expects
-- the list to look the same tomorrow and two rows of one INSERT share their created_at.

create table if not exists companies (
    id          uuid primary key default gen_random_uuid(),
    name        text not null,
    created_at  timestamptz not null default now()
);

create table if not exists projects (
    id          uuid primary key default gen_random_uuid(),
    seq         bigint generated always as identity,
    name        text not null,
    location    text,
    status      text not null default 'active',
    company_id  uuid references companies (id),
    deleted_at  timestamptz,
    created_at  timestamptz not null default now()
);

create table if not exists subcontractors (
    id               uuid primary key default gen_random_uuid(),
    phone            text not null unique check (phone ~ '^\+[1-9][0-9]{6,14}$'),
    name             text not null default '',
    language         text check (language in ('fr', 'en', 'es', 'pt', 'de', 'it', 'ro', 'pl', 'ar')),
    timezone         text,
    company_id       uuid references companies (id),
    active           boolean not null default true,
    last_project_id  uuid references projects (id) on delete set null,
    last_project_at  timestamptz,
    handoff_until    timestamptz,
    created_at       timestamptz not null default now()
);

create table if not exists project_members (
    project_id        uuid not null references projects (id) on delete cascade,
    subcontractor_id  uuid not null references subcontractors (id) on delete cascade,
    created_at        timestamptz not null default now(),
    primary key (subcontractor_id, project_id)
);

create table if not exists tasks (
    id           uuid primary key default gen_random_uuid(),
    seq          bigint generated always as identity,
    project_id   uuid not null references projects (id) on delete cascade,
    title        text not null,
    description  text,
    status       text not null default 'todo' check (status in ('todo', 'in_progress', 'done')),
    progress     int not null default 0 check (progress between 0 and 100),
    position     int not null default 0,
    created_at   timestamptz not null default now()
);

create table if not exists documents (
    id          uuid primary key default gen_random_uuid(),
    seq         bigint generated always as identity,
    project_id  uuid not null references projects (id) on delete cascade,
    task_id     uuid references tasks (id) on delete cascade,
    name        text not null,
    url         text not null,
    mime_type   text,
    created_at  timestamptz not null default now()
);

create index if not exists idx_projects_company on projects (company_id);
create index if not exists idx_project_members_project on project_members (project_id);
create index if not exists idx_tasks_project on tasks (project_id, position, seq);
create index if not exists idx_documents_project on documents (project_id, seq);
create index if not exists idx_documents_task on documents (task_id, seq) where task_id is not null;

notify pgrst, 'reload schema';
