-- In: status, suspended, search as in page.sql. Out: how many accounts there are on all pages.
select count(*)
from user_sync_settings
where (:status::text is null or sync_status::text = :status)
    and (not :suspended or suspended_at is not null)
    and (:search = '' or position(lower(:search) in lower(user_id::text || ' ' || coalesce(last_error, ''))) > 0)
