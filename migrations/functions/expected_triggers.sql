-- expected_triggers: the triggers that the migrations create, as Postgres prints them.
-- in:     –
-- out:    (table_name, name, definition)
-- caller: expected_objects
--
-- Written by `python -m tests.sql.expected`; a test compares it with a database that was just migrated.
create or replace function expected_triggers() returns table (table_name text, name text, definition text)
language plpgsql immutable as $$
begin
    return query values
        ('contact_aliases', 'note_same_person', 'CREATE TRIGGER note_same_person AFTER UPDATE OF contact_id ON public.contact_aliases FOR EACH ROW WHEN ((old.contact_id <> new.contact_id)) EXECUTE FUNCTION note_same_person()'),
        ('messages', 'count_messages_added', 'CREATE TRIGGER count_messages_added AFTER INSERT ON public.messages REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_messages()'),
        ('messages', 'count_messages_removed', 'CREATE TRIGGER count_messages_removed AFTER DELETE ON public.messages REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_messages()'),
        ('subcontractors', 'register_contact', 'CREATE TRIGGER register_contact AFTER INSERT OR UPDATE OF phone ON public.subcontractors FOR EACH ROW EXECUTE FUNCTION register_contact()');
end;
$$;
