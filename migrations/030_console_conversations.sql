-- What the console lists by: whose conversation a human has, the conversations about a project, and what was given up.
-- None of these columns changes in an ordinary turn, so that its updates stay as cheap as they were.

create index if not exists idx_subcontractors_handoff on subcontractors (handoff_until) where handoff_until is not null;
create index if not exists idx_sessions_escalated on conversation_sessions (subcontractor_id, ended_at desc)
    where status = 'escalated';
create index if not exists idx_sessions_project on conversation_sessions (current_project_id)
    where current_project_id is not null;
create index if not exists idx_outbox_given_up on outbox (id) where state in ('failed', 'dead');
create index if not exists idx_notifications_dead on notifications (created_at) where state = 'dead';
create index if not exists idx_media_files_failed on media_files (created_at) where state = 'failed';

notify pgrst, 'reload schema';
