-- alert_turns: what the turns since a moment say of taps and of restored projects, as `relais monitor` counts it.
-- in:     p_since
-- out:    {taps, unresolved: of them, choices: of a project, failed_choices, restore_p99_ms: of the stage, where it asked}
-- caller: console_alerts
create or replace function alert_turns(p_since timestamptz) returns jsonb
language plpgsql stable as $$
declare
    v_denied  bigint;
begin
    select count(*) into v_denied from audit_log
    where created_at > p_since and action = 'project.denied' and not detail ? 'restore';
    return (
        with turns as (
            select i.outcome = 'answered' and i.trace ->> 'unresolved' = 'true' as unresolved,
                   i.outcome = 'answered' and i.trace ->> 'intent' in ('action:projects', 'action:proj') as choice,
                   i.outcome in ('answered', 'dead') and (i.kind = 'button' or i.trace ->> 'intent' like 'action:%') as tap,
                   case when i.trace ->> 'created' = 'true' then
                       jsonb_path_query_first(i.trace, '$.stages[*] ? (@.stage == "restore_project" && @.ms >= 1).ms')
                   end::float8 as restore_ms
            from inbox i where i.received_at > p_since and i.state <> 'pending'
        )
        select jsonb_build_object(
            'taps', count(*) filter (where tap),
            'unresolved', count(*) filter (where tap and unresolved),
            'choices', greatest(count(*) filter (where choice), v_denied + count(*) filter (where choice and unresolved)),
            'failed_choices', v_denied + count(*) filter (where choice and unresolved),
            'restore_p99_ms', percentile_disc(0.99) within group (order by restore_ms))
        from turns);
end;
$$;
