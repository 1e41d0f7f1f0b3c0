-- In: task id, token, user, number. Out: 1 row when the effect is new, 0 when it was there before.
insert into chaos_ledger (task_id, token, user_id, number) values (?, ?, ?, ?) on conflict do nothing
