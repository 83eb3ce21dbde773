-- expected_indexes: the indexes, but for those of keys, that the migrations create, as Postgres prints them.
-- in:     –
-- out:    (table_name, name, definition)
-- caller: expected_objects, drop_expected_index
--
-- Written by `python -m tests.sql.expected`; a test compares it with a database that was just migrated.
create or replace function expected_indexes() returns table (table_name text, name text, definition text)
language plpgsql immutable as $$
begin
    return query values
        ('audit_log', 'idx_audit_log_age', 'CREATE INDEX idx_audit_log_age ON public.audit_log USING brin (created_at)'),
        ('contact_aliases', 'idx_contact_aliases_contact', 'CREATE INDEX idx_contact_aliases_contact ON public.contact_aliases USING btree (contact_id)'),
        ('contacts', 'idx_contacts_same_as', 'CREATE INDEX idx_contacts_same_as ON public.contacts USING btree (same_as) WHERE (same_as IS NOT NULL)'),
        ('conversation_sessions', 'idx_sessions_escalated', 'CREATE INDEX idx_sessions_escalated ON public.conversation_sessions USING btree (subcontractor_id, ended_at DESC) WHERE (status = ''escalated''::text)'),
        ('conversation_sessions', 'idx_sessions_id', 'CREATE INDEX idx_sessions_id ON public.conversation_sessions USING btree (id)'),
        ('conversation_sessions', 'idx_sessions_person_recent', 'CREATE INDEX idx_sessions_person_recent ON public.conversation_sessions USING btree (subcontractor_id, started_at DESC)'),
        ('conversation_sessions', 'idx_sessions_project', 'CREATE INDEX idx_sessions_project ON public.conversation_sessions USING btree (current_project_id) WHERE (current_project_id IS NOT NULL)'),
        ('conversation_sessions', 'idx_sessions_recent', 'CREATE INDEX idx_sessions_recent ON public.conversation_sessions USING btree (started_at)'),
        ('conversation_sessions', 'idx_sessions_status', 'CREATE INDEX idx_sessions_status ON public.conversation_sessions USING btree (status, started_at)'),
        ('conversation_sessions', 'idx_sessions_unsummarised', 'CREATE INDEX idx_sessions_unsummarised ON public.conversation_sessions USING btree (ended_at) WHERE ((ended_at IS NOT NULL) AND (summarised_at IS NULL))'),
        ('conversation_sessions', 'idx_unique_active_session_per_user', 'CREATE UNIQUE INDEX idx_unique_active_session_per_user ON public.conversation_sessions USING btree (subcontractor_id) WHERE (status = ''active''::text)'),
        ('documents', 'idx_documents_project', 'CREATE INDEX idx_documents_project ON public.documents USING btree (project_id, seq)'),
        ('documents', 'idx_documents_task', 'CREATE INDEX idx_documents_task ON public.documents USING btree (task_id, seq) WHERE (task_id IS NOT NULL)'),
        ('inbox', 'idx_inbox_age', 'CREATE INDEX idx_inbox_age ON public.inbox USING brin (received_at)'),
        ('inbox', 'idx_inbox_dead', 'CREATE INDEX idx_inbox_dead ON public.inbox USING btree (id) WHERE (state = ''dead''::text)'),
        ('inbox', 'idx_inbox_pending', 'CREATE INDEX idx_inbox_pending ON public.inbox USING btree (contact_id, id) WHERE (state = ''pending''::text)'),
        ('lanes', 'idx_lanes_due', 'CREATE INDEX idx_lanes_due ON public.lanes USING btree (due_at) WHERE (due_at IS NOT NULL)'),
        ('media_files', 'idx_media_files_due', 'CREATE INDEX idx_media_files_due ON public.media_files USING btree (due_at) WHERE (due_at IS NOT NULL)'),
        ('media_files', 'idx_media_files_failed', 'CREATE INDEX idx_media_files_failed ON public.media_files USING btree (created_at) WHERE (state = ''failed''::text)'),
        ('media_files', 'idx_media_files_id', 'CREATE INDEX idx_media_files_id ON public.media_files USING btree (id)'),
        ('messages', 'idx_messages_id', 'CREATE INDEX idx_messages_id ON public.messages USING btree (id)'),
        ('messages', 'idx_messages_provider_message', 'CREATE INDEX idx_messages_provider_message ON public.messages USING btree (provider_message_id) WHERE (provider_message_id IS NOT NULL)'),
        ('messages', 'idx_messages_recent', 'CREATE INDEX idx_messages_recent ON public.messages USING btree (created_at)'),
        ('messages', 'idx_messages_session', 'CREATE INDEX idx_messages_session ON public.messages USING btree (subcontractor_id, session_id, seq DESC)'),
        ('messages', 'idx_messages_words', 'CREATE INDEX idx_messages_words ON public.messages USING gin (message_words(body)) WITH (gin_pending_list_limit=''1024'')'),
        ('notifications', 'idx_notifications_dead', 'CREATE INDEX idx_notifications_dead ON public.notifications USING btree (created_at) WHERE (state = ''dead''::text)'),
        ('notifications', 'idx_notifications_due', 'CREATE INDEX idx_notifications_due ON public.notifications USING btree (due_at) WHERE (due_at IS NOT NULL)'),
        ('outbox', 'idx_outbox_age', 'CREATE INDEX idx_outbox_age ON public.outbox USING brin (created_at)'),
        ('outbox', 'idx_outbox_given_up', 'CREATE INDEX idx_outbox_given_up ON public.outbox USING btree (id) WHERE (state = ANY (ARRAY[''failed''::text, ''dead''::text]))'),
        ('outbox', 'idx_outbox_open', 'CREATE INDEX idx_outbox_open ON public.outbox USING btree (contact_id, id) WHERE (state = ANY (ARRAY[''pending''::text, ''sending''::text]))'),
        ('outbox', 'idx_outbox_part', 'CREATE UNIQUE INDEX idx_outbox_part ON public.outbox USING btree (contact_id, inbox_id, part) WHERE (inbox_id IS NOT NULL)'),
        ('outbox', 'idx_outbox_provider_message', 'CREATE INDEX idx_outbox_provider_message ON public.outbox USING btree (provider_message_id) WHERE (provider_message_id IS NOT NULL)'),
        ('project_members', 'idx_project_members_project', 'CREATE INDEX idx_project_members_project ON public.project_members USING btree (project_id)'),
        ('projects', 'idx_projects_company', 'CREATE INDEX idx_projects_company ON public.projects USING btree (company_id)'),
        ('reply_lanes', 'idx_reply_lanes_due', 'CREATE INDEX idx_reply_lanes_due ON public.reply_lanes USING btree (due_at) WHERE (due_at IS NOT NULL)'),
        ('session_snapshots', 'idx_session_snapshots_session', 'CREATE INDEX idx_session_snapshots_session ON public.session_snapshots USING btree (session_id)'),
        ('subcontractors', 'idx_subcontractors_handoff', 'CREATE INDEX idx_subcontractors_handoff ON public.subcontractors USING btree (handoff_until) WHERE (handoff_until IS NOT NULL)'),
        ('tasks', 'idx_tasks_project', 'CREATE INDEX idx_tasks_project ON public.tasks USING btree (project_id, "position", seq)');
end;
$$;
