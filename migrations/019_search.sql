-- Search over messages, and the orders in which operators read: sessions and messages, the newest first.
--
-- No extension: unaccent may be missing, or be in another schema. The two functions are what the index was built with,
-- so they never change: another folding is another function with another index. The index is one on an expression: a
-- stored column would rewrite the table, lengthen each row, and be in the way of restore_session_snapshot.

-- Compatibility forms and accents come off, letters that have no plain form get one, what is no word becomes a space
-- (otherwise `file.pdf`, `a/b` and `x@y.fr` are one word for to_tsvector, and in some locales `fini👷` is).
create or replace function public.fold_text(p_text text) returns text
language sql immutable strict parallel safe as $$
    select regexp_replace(
        replace(replace(replace(translate(
            regexp_replace(lower(normalize(p_text, NFKD)),
                           '[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f]+', '', 'g'),
            'łøđıىة', 'lodiيه'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
        '[!-/:-@[-`{-\u00bf×÷،؛؟٪-٭۔\u2010-\u2bff\u3000-\u303f\ufe00-\ufe0f\ufeff-\uff0f\ufff0-\uffff\U0001f000-\U0001faff]+', ' ', 'g')
$$;

-- No message is too long to be stored: a tsvector holds a megabyte at most, so the words of a very long one end early.
-- Its cost, in truth some 20 µs, keeps the planner from folding a hundred thousand messages that the index knows.
create or replace function public.message_words(p_body text) returns tsvector
language plpgsql immutable strict parallel safe cost 1000 as $$
begin
    return to_tsvector('pg_catalog.simple', public.fold_text(left(p_body, 10000)));
end;
$$;

-- The words of new rows wait in a list until there is a megabyte of them; 4, the default, is a long moment for the turn
-- that has to sort them in.
create index if not exists idx_messages_words on messages using gin (message_words(body))
    with (gin_pending_list_limit = 1024);
create index if not exists idx_messages_recent on messages (created_at);
-- Without the id, which only breaks ties: while the table is small this index would serve a look-up by id as well, and
-- a connection keeps the plans that it made then.
create index if not exists idx_sessions_recent on conversation_sessions (started_at);

do $$
declare
    v_function regprocedure;
    v_role     text;
begin
    foreach v_function in array array['public.fold_text(text)', 'public.message_words(text)']::regprocedure[] loop
        execute format('revoke execute on function %s from public', v_function);
        for v_role in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
            execute format('revoke execute on function %s from %I', v_function, v_role);
        end loop;
        if exists (select from pg_roles where rolname = 'service_role') then
            execute format('grant execute on function %s to service_role', v_function);
        end if;
    end loop;
end;
$$;

notify pgrst, 'reload schema';
