"""How gunicorn serves this application. The address comes from outside: GUNICORN_CMD_ARGS, or the Dockerfile."""

workers = 2
worker_class = "gthread"  # keeps connections open between requests; sync workers close each one
threads = 4
accesslog = "-"
worker_tmp_dir = "/dev/shm"  # the heartbeat file on a disk can stall a worker
