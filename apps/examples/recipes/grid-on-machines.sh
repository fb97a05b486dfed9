# A grid of settings on several machines, which share a queue (Redis, at $HKMEM_QUEUE_URL) and a store (a folder or a bucket).
cat > grid.yaml <<'YAML'
data: glyphs
tasks: [base]
base: { updates: 20, batch: 20, evaluation: { images: 50, every: 0 } }
grid:
  seed: [1, 2]
  memory.hidden: [8, 16]
YAML

# Once, from anywhere: the cells go to the queue.
hkmem sweep run grid.yaml --queue --store store

# On each machine, here two on one: workers, which leave when the queue has nothing left.
hkmem worker --store store --name one --jobs 1 --until-done --quiet &
hkmem worker --store store --name two --jobs 1 --until-done --quiet &
wait

# From anywhere: the table of what the store holds.
hkmem sweep table grid.yaml --store store
