select not exists (select from pg_roles where rolname = :'role') as missing \gset
\if :missing
  create role :"role" login password :'password';
\endif
create database :"name" owner :"role";
