-- What one person may send before they are told to slow down: counted on their lane, which a turn writes anyway.
--   window_from      when the first message of this minute came
--   window_messages  how many messages of this minute were handled
--   flood_until      they flood: what came before this time is stored and not answered
-- The limits stand in the functions flooding and rest_lane.

alter table lanes add column if not exists window_from timestamptz;
alter table lanes add column if not exists window_messages int not null default 0;
alter table lanes add column if not exists flood_until timestamptz;

notify pgrst, 'reload schema';
