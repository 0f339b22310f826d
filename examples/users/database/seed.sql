-- The first users, so that a fresh installation has something to show. Runs once, after schema.sql.

insert into users (name, email, created_at) values
  ('Ada Lovelace',       'ada@example.org',      '2026-01-12 09:30:00+00'),
  ('Grace Hopper',       'grace@example.org',    '2026-02-03 14:05:00+00'),
  ('Edsger Dijkstra',    'edsger@example.org',   '2026-03-21 08:15:00+00'),
  ('Katherine Johnson',  'katherine@example.org','2026-05-08 16:45:00+00'),
  ('Barbara Liskov',     'barbara@example.org',  '2026-08-30 11:20:00+00');
