-- In: table brx_touched. Out: the blueprints to be read again, and how many products of the export were not merged.
select
    blueprint_id,
    bool_or(stale) as stale,
    count(*) filter (where differing) as differing
from brx_touched
group by blueprint_id
order by blueprint_id
