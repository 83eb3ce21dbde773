-- phone_variants: the other ways in which providers write the same phone.
-- in:     p_phone – E.164
-- out:    the variants, without p_phone itself: Mexico 52/521, Argentina 54/549, Brazil with and without the 9
-- caller: register_contact, find_person, relais erase
create or replace function phone_variants(p_phone text) returns text[]
language sql immutable as $$
    select case
        when p_phone ~ '^\+521\d{10}$'      then array['+52' || substr(p_phone, 5)]
        when p_phone ~ '^\+52\d{10}$'       then array['+521' || substr(p_phone, 4)]
        when p_phone ~ '^\+549\d{10}$'      then array['+54' || substr(p_phone, 5)]
        when p_phone ~ '^\+54\d{10}$'       then array['+549' || substr(p_phone, 4)]
        when p_phone ~ '^\+55\d{2}9\d{8}$'  then array[substr(p_phone, 1, 5) || substr(p_phone, 7)]
        when p_phone ~ '^\+55\d{2}[6-9]\d{7}$' then array[substr(p_phone, 1, 5) || '9' || substr(p_phone, 6)]
        else '{}'::text[]
    end;
$$;
