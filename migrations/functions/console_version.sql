-- console_version: a short text that is another one when a page of the console would look different.
-- in:     p_topic – overview, conversations, conversation, dead; any other one is only asked whether we answer;
--         p_argument – of a conversation: its session's id
-- out:    the version
-- caller: the console's live pages, once a second for each topic
--
-- It costs next to nothing at any size: what waits is counted up to a thousand, and what came in is looked for among
-- the last ten seconds. What changes without leaving such a trace is seen with the next minute.
create or replace function console_version(p_topic text, p_argument text) returns text
language plpgsql stable as $$
declare
    v_now      timestamptz := now();
    v_recent   timestamptz;
    v_minute   text;
    v_traffic  text;
    v_dead     text;
begin
    if p_topic not in ('overview', 'conversations', 'dead') then
        return case p_topic when 'conversation' then conversation_version(p_argument) else 'up' end;
    end if;
    v_recent := v_now - interval '10 seconds';
    v_minute := extract(epoch from v_now)::bigint / 60;
    select concat_ws('.', count(*), max(id), sum(id)) into v_dead
    from (select id from inbox where state = 'dead' order by id desc limit 1000) d;
    if p_topic = 'dead' then
        return concat_ws('/', v_minute, v_dead);
    end if;
    v_traffic := concat_ws('/',
        (select count(*) from (select from inbox where state = 'pending' limit 1000) i),
        (select count(*) from (select from outbox where state in ('pending', 'sending') limit 1000) o),
        (select concat_ws('.', max(id), count(finished_at)) from inbox where received_at > v_recent),
        (select concat_ws('.', max(id), count(sent_at)) from outbox where created_at > v_recent),
        (select max(id) from audit_log where created_at > v_recent));
    return concat_ws('/', v_minute, v_traffic, v_dead);
end;
$$;
