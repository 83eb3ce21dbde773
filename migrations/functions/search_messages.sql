-- search_messages: messages that hold every word of a query; the last word may be only begun. Case and accents do not
-- matter, and there are no operators: what is no word is a space.
-- in:     p_query – its first 1,000 characters count; p_limit – messages at most; p_rank, p_seq – of the last one
--         already seen, null for the first page
-- out:    [{id, seq, session_id, subcontractor_id, direction, body, rank, created_at}] best first, the newest first
--         among equals; nothing for a query without a word
-- caller: the API, the console
--
-- Ranked are the newest thousand that match, so a word of half of all messages costs no more than a rare one. Planned
-- anew for each query: a rare word is looked up, for a common one the newest messages are read until there are enough;
-- in this process alone, because the other cores are for those who write.
-- Whole words, several of them, close together, in a short message, rank higher.
create or replace function search_messages(p_query text, p_limit int, p_rank real, p_seq bigint) returns jsonb
language plpgsql stable
set plan_cache_mode = force_custom_plan set enable_seqscan = off set max_parallel_workers_per_gather = 0 as $$
declare
    v_whole  tsquery := plainto_tsquery('pg_catalog.simple', fold_text(left(p_query, 1000)));
    v_begun  tsquery;
begin
    if p_query is null or numnode(v_whole) = 0 then
        return '[]';
    end if;
    v_begun := (v_whole::text || ':*')::tsquery;
    return (
        select coalesce(jsonb_agg(to_jsonb(page) order by rank desc, seq desc), '[]')
        from (
            select id, seq, session_id, subcontractor_id, direction, body, rank, created_at
            from (
                select id, seq, session_id, subcontractor_id, direction, body, created_at
                from messages
                where message_words(body) @@ v_begun
                order by created_at desc
                limit 1000
            ) found
            cross join lateral (select message_words(found.body) as words offset 0) folded
            cross join lateral (select ts_rank(words, v_begun, 1) + ts_rank(words, v_whole, 1) as rank) ranked
            where p_rank is null or (rank, seq) < (p_rank, p_seq)
            order by rank desc, seq desc
            limit p_limit
        ) page);
end;
$$;
