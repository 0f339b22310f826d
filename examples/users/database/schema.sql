-- The whole database of the application. Runs once, when the database is created.

create table users (
  id         bigint generated always as identity primary key,
  name       text not null check (name = btrim(name) and char_length(name) between 1 and 80),
  email      text not null check (email = btrim(email) and char_length(email) between 3 and 254),
  created_at timestamptz not null default now()
);

-- One user an address, however it is capitalised.
create unique index users_email_key on users (lower(email));
