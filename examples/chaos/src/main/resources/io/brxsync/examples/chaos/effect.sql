-- In: user, number. Out: the user's account with the number added.
insert into chaos_account (user_id, balance) values (?, ?)
on conflict (user_id) do update set balance = chaos_account.balance + excluded.balance
