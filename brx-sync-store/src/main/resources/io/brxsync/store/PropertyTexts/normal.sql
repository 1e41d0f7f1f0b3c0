-- In: texts (JSON, an array). Out: each with the text that the server gives to a jsonb of the same value.
select t.given, t.given::jsonb::text as normal
from unnest(:texts::text[]) as t (given)
