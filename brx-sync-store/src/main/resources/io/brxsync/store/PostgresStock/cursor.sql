-- In: user. Out: how far the poll of orders got, or nothing.
select first_id, cursor_id, polled_at, webhook_checked_at, webhook_missing_since
from order_polls
where user_id = :user
