-- In: user, first, cursor, polledAt, checkedAt, missingSince. Out: 1 row written; the cursor never goes back.
insert into order_polls as p (user_id, first_id, cursor_id, polled_at, webhook_checked_at, webhook_missing_since)
values (:user, :first, :cursor, :polledAt, :checkedAt, :missingSince)
on conflict (user_id) do update
set cursor_id = greatest(p.cursor_id, excluded.cursor_id),
    polled_at = excluded.polled_at,
    webhook_checked_at = excluded.webhook_checked_at,
    webhook_missing_since = excluded.webhook_missing_since
