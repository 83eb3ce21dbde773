-- One active session per person, whatever happens at the same time. Data that already breaks the rule is mended first:
-- the session with the newest message stays, the others end as 'duplicate_cleanup'.

update conversation_sessions s
set status = 'ended', ended_at = now(), ended_reason = 'duplicate_cleanup', updated_at = now()
from (
    select subcontractor_id, id,
           row_number() over (partition by subcontractor_id order by last_message_at desc, started_at desc, id) as place
    from conversation_sessions
    where status = 'active'
) ranked
where s.subcontractor_id = ranked.subcontractor_id and s.id = ranked.id and ranked.place > 1;

create unique index if not exists idx_unique_active_session_per_user
    on conversation_sessions (subcontractor_id) where status = 'active';

notify pgrst, 'reload schema';
