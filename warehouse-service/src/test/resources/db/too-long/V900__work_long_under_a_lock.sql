-- What a migration must never do: here it shows that it is cancelled in time.
lock table clicks in access exclusive mode;
select pg_sleep(10);
