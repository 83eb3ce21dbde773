-- expected_checks: the check constraints that the migrations create, as Postgres prints them.
-- in:     –
-- out:    (table_name, name, definition)
-- caller: expected_objects
--
-- Written by `python -m tests.sql.expected`; a test compares it with a database that was just migrated.
create or replace function expected_checks() returns table (table_name text, name text, definition text)
language plpgsql immutable as $$
begin
    return query values
        ('conversation_sessions', 'conversation_sessions_ended_reason_check', 'CHECK ((ended_reason = ANY (ARRAY[''timeout''::text, ''end_of_day''::text, ''user_request''::text, ''escalation''::text, ''operator''::text, ''duplicate_cleanup''::text])))'),
        ('conversation_sessions', 'conversation_sessions_status_check', 'CHECK ((status = ANY (ARRAY[''active''::text, ''ended''::text, ''escalated''::text])))'),
        ('inbox', 'inbox_channel_check', 'CHECK ((channel = ANY (ARRAY[''cloud''::text, ''twilio''::text, ''simulator''::text])))'),
        ('inbox', 'inbox_check', 'CHECK (((state = ''pending''::text) = (outcome IS NULL)))'),
        ('inbox', 'inbox_outcome_check', 'CHECK ((outcome = ANY (ARRAY[''answered''::text, ''merged''::text, ''handed_off''::text, ''refused''::text, ''ignored''::text, ''dead''::text])))'),
        ('inbox', 'inbox_state_check', 'CHECK ((state = ANY (ARRAY[''pending''::text, ''done''::text, ''dead''::text])))'),
        ('incidents', 'incidents_status_check', 'CHECK ((status = ANY (ARRAY[''open''::text, ''closed''::text])))'),
        ('media_files', 'media_files_channel_check', 'CHECK ((channel = ANY (ARRAY[''cloud''::text, ''twilio''::text, ''simulator''::text])))'),
        ('media_files', 'media_files_check', 'CHECK (((state = ''pending''::text) = (due_at IS NOT NULL)))'),
        ('media_files', 'media_files_check1', 'CHECK (((state = ''stored''::text) = ((stored_at IS NOT NULL) AND (path IS NOT NULL))))'),
        ('media_files', 'media_files_state_check', 'CHECK ((state = ANY (ARRAY[''pending''::text, ''stored''::text, ''failed''::text])))'),
        ('messages', 'messages_channel_check', 'CHECK ((channel = ANY (ARRAY[''cloud''::text, ''twilio''::text, ''simulator''::text])))'),
        ('messages', 'messages_direction_check', 'CHECK ((direction = ANY (ARRAY[''inbound''::text, ''outbound''::text])))'),
        ('model_use', 'model_use_tokens_check', 'CHECK ((tokens >= 0))'),
        ('notifications', 'notifications_check', 'CHECK (((state = ''pending''::text) = (due_at IS NOT NULL)))'),
        ('notifications', 'notifications_check1', 'CHECK (((state = ''sent''::text) = (sent_at IS NOT NULL)))'),
        ('notifications', 'notifications_kind_check', 'CHECK ((kind = ANY (ARRAY[''escalation''::text, ''waiting''::text, ''incident''::text])))'),
        ('notifications', 'notifications_state_check', 'CHECK ((state = ANY (ARRAY[''pending''::text, ''sent''::text, ''dead''::text])))'),
        ('outbox', 'outbox_channel_check', 'CHECK ((channel = ANY (ARRAY[''cloud''::text, ''twilio''::text, ''simulator''::text])))'),
        ('outbox', 'outbox_state_check', 'CHECK ((state = ANY (ARRAY[''pending''::text, ''sending''::text, ''sent''::text, ''delivered''::text, ''read''::text, ''failed''::text, ''dead''::text])))'),
        ('prices', 'prices_usd_check', 'CHECK ((usd >= (0)::numeric))'),
        ('processes', 'processes_role_check', 'CHECK ((role = ANY (ARRAY[''all''::text, ''door''::text, ''worker''::text])))'),
        ('schema_migrations', 'schema_migrations_kind_check', 'CHECK ((kind = ANY (ARRAY[''migration''::text, ''function''::text])))'),
        ('send_buckets', 'send_buckets_channel_check', 'CHECK ((channel = ANY (ARRAY[''cloud''::text, ''twilio''::text, ''simulator''::text])))'),
        ('subcontractors', 'subcontractors_language_check', 'CHECK ((language = ANY (ARRAY[''fr''::text, ''en''::text, ''es''::text, ''pt''::text, ''de''::text, ''it''::text, ''ro''::text, ''pl''::text, ''ar''::text])))'),
        ('subcontractors', 'subcontractors_phone_check', 'CHECK ((phone ~ ''^\+[1-9][0-9]{6,14}$''::text))'),
        ('task_updates', 'task_updates_progress_check', 'CHECK (((progress >= 0) AND (progress <= 100)))'),
        ('tasks', 'tasks_progress_check', 'CHECK (((progress >= 0) AND (progress <= 100)))'),
        ('tasks', 'tasks_status_check', 'CHECK ((status = ANY (ARRAY[''todo''::text, ''in_progress''::text, ''done''::text])))'),
        ('templates', 'templates_channel_check', 'CHECK ((channel = ANY (ARRAY[''cloud''::text, ''twilio''::text])))'),
        ('templates', 'templates_language_check', 'CHECK ((language = ANY (ARRAY[''fr''::text, ''en''::text, ''es''::text, ''pt''::text, ''de''::text, ''it''::text, ''ro''::text, ''pl''::text, ''ar''::text])))'),
        ('templates', 'templates_name_check', 'CHECK ((name = ''window''::text))'),
        ('templates', 'templates_parameters_check', 'CHECK (((parameters <@ ARRAY[''person_name''::text, ''company_name''::text, ''project_name''::text]) AND (array_position(parameters, NULL::text) IS NULL)))'),
        ('templates', 'templates_provider_ref_check', 'CHECK ((TRIM(BOTH FROM provider_ref) <> ''''::text))');
end;
$$;
