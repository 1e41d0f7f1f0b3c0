-- In: user, blueprint. Out: the newest read of CardTrader that covers this blueprint, or nothing.
select started_at, ended_at
from inventory_reads
where user_id = :user
    and blueprint_id in (0, :blueprint)
order by started_at desc
limit 1
