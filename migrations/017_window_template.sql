-- The template that went out instead of a part, because its person's 24-hour window was closed; null: the part itself.
-- Which one that is, an operator writes into runtime_settings: window_template_cloud (the name of an approved template
-- without parameters), window_template_twilio (a ContentSid).

alter table outbox add column if not exists template text;

notify pgrst, 'reload schema';
